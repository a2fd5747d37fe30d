"""What is known about the words of company names: legal forms, abbreviations, common words, places.

All entries are in folded form (`scripts.fold_letters`), Chinese in simplified characters.
"""

from pypinyin import lazy_pinyin

LEGAL_CLASSES = {
    "inc": "inc, incorporated, corp, corporation, incorporation",
    "llc": "llc, llp, lp, lllp, pllc, ulc, limited liability company, limited liability partnership, fz llc, fzllc, "
    "fze, fzc, fzco, dmcc, fz co, free zone company, wll, with limited liability, co wll, spc, opc",
    "ltd": "ltd, limited, nig ltd, nigeria ltd, nigeria limited, unipessoal lda, sociedade unipessoal lda, dac, cc, ltee, limitee, pty, proprietary, pty ltd, pvt, private, pvt ltd, pte, pte ltd, p ltd, pl, "
    "sdn bhd, sdn, bhd, berhad, co ltd, company limited, coltd, pt, cpt, lda, ltda, limitada, ltd sti, limited sirketi, "
    "ltdsti, sti, sirketi, cong ty tnhh, cty tnhh, tnhh, cong ty trach nhiem huu han, trach nhiem huu han, mtv, "
    "mot thanh vien, yugen kaisha, yugen gaisha, tov, too, ooo, ood, eood, uab, sia, ou, oo, mchj, mmc, "
    "obshchestvo s ogranichennoi otvetstvennostyu, tovarystvo z obmezhenoyu vidpovidalnistyu",
    "gmbh": "gmbh, g m b h, gmbh co kg, gmbh co, gmbh co ohg, gmbh co kgaa, ggmbh, ug, haftungsbeschrankt, "
    "ug haftungsbeschrankt, gesmbh, ges mbh, mbh, gesellschaft mit beschrankter haftung, kg, ohg, ek, gbr, "
    "kommanditgesellschaft, co kg, eg, ev, "
    "bv, besloten vennootschap, bvba, vof, cv, sp zoo, sp z oo, spzoo, spolka zoo, spolka z oo, sp j, sp k, spj, spk, "
    "spolka z ograniczona odpowiedzialnoscia, spolka jawna, spolka akcyjna, sro, spol sro, spol s ro, s ro, vos, kft, "
    "bt, doo, d oo, j doo, jdoo, aps, as, asa, ab, oy, oy ab, oyj, hb, kb, ans, ivs, ehf, hf, ab oy, srl, s rl, "
    "sarl, s arl, sa rl, eurl, sasu, sas, snc, sci, scs, sl, slu, slne, sll, scp, scoop, srls, sapa, sas di",
    "sa": "sa, pjs, sau, sa de cv, s de rl, s de rl de cv, sapi de cv, sab de cv, sab, sapi, sacv, sa cv, srl de cv, "
    "s rl de cv, sc, sc de rl, saic, sacif, sacifia, saci, sacip, sac, saa, eirl, eireli, epp, spa, s pa, "
    "societa per azioni, sociedad anonima, sociedad limitada, sociedade anonima, societe anonyme, "
    "societa a responsabilita limitata, ag, aktiengesellschaft, kgaa, se, nv, naamloze vennootschap, plc, "
    "public limited company, jsc, pjsc, ojsc, cjsc, joint stock company, joint stock, cong ty co phan, cong ty cp, "
    "cty cp, ctcp, co phan, "
    "cong ty, cty, kk, kabushiki kaisha, kabushiki gaisha, kabushikikaisha, gk, godo kaisha, zrt, nyrt, dd, ad, ead, "
    "oao, zao, pao, ao, chp, anonim sirketi, as sirketi, tbk, persero, saog, saoc, bsc, bsc closed, ksc, kscc, qsc, "
    "sal, sae, san ve tic, san tic, sanayi ve ticaret, sanayi ticaret, "
    " pcl, public company limited, public company, jusik hoesa, jusikhoesa, aktiebolag, aktieselskab, "
    "aksjeselskap, osakeyhtio, anpartsselskab, sca, scrl, scarl, scri, scra, sprl, spr l",
    "est": "est, establishment, etablissement, etablissements, ets, sole proprietorship, eti",
    "co": "co, company, cia, compania, companhia, compagnie, cie, co inc, firm, firma, kompania, spolka, gesellschaft, "
    "mfg co, hoesa, kaisha, kompaniya, sharikat, shrkh, mussh, mwssh, hbrh, sh p k, shpk",
}
LEGAL_PREFIXES = frozenset(
    """
    pt; cv; ud; pd; tb; ooo; oao; zao; pao; ao; ip; chp; tov; too; uab; sia; ab; as; sa; sarl; sas; srl; firma; mussh;
    shrkh; mwssh; jsc; ojsc; cjsc; pjsc; llc; ltd; co ltd; cong ty tnhh; cong ty co phan; cong ty cp; cong ty; cty tnhh;
    cty cp; cty; ctcp; cong ty tnhh mtv; cong ty tnhh mot thanh vien; jusikhoesa; kabushiki kaisha; messrs; ets;
    etablissements; societe; soc; ste; phu; ph; pphu; fhu; est; spolka; kk; md; ms; sharikat; compania;
    cia; fa; oy; sro; doo; gmbh; srl; kft; bvba; aps; oyj; ltda; lda; llp; plc; too; chtup; odo; oboo; cooperativa; company; tdv; dnbt; dntn; yugen kaisha; gie; sci
    """.replace("\n", " ")
    .strip()
    .split("; ")
)
INITIALS = frozenset("as sa ab ip ao md ms fa ph pd ud tb kk sia".split())
ANYWHERE_LEGAL = frozenset(
    "gmbh llc inc ltd limited incorporated corporation corp plc pvt pty pte sarl fze fzco fzc fzllc dmcc wll sdn bhd "
    "berhad ltda kft llp tnhh sirketi sti ooo oao zao uab gesmbh co company tbk persero eireli jsc ojsc pjsc".split()
)
CONNECTORS = frozenset("and und et y e i og och ja ve dan va en oraz u z s t".split())
PARTICLES = frozenset(
    "the of for de del de la las los el al der die das den van von da do dos das di du des le l d zu zur am im by "
    "as a in at to il lo gli dei della dello delle".split()
)
BRANCH_WORDS = frozenset(
    "branch office head headoffice hq headquarters headquarter division div department dept subsidiary unit "
    "representative rep liaison regional filiale sucursal filial niederlassung zweigniederlassung succursale agency "
    "warehouse showroom plant depot main outlet store hqs ho br".split()
)
EXPANSIONS = dict(
    pair.split("=")
    for pair in """
    intl=international int=international intnl=international internat=international internl=international
    inter=international internacional=international internazionale=international internationale=international
    international=international mezhdunarodnaya=international uluslararasi=international
    mfg=manufacturing mfr=manufacturing mfrs=manufacturing manuf=manufacturing manufacturer=manufacturing
    manufacturers=manufacturing mnfg=manufacturing manufacture=manufacturing mfgr=manufacturing mnf=manufacturing
    trdg=trading trd=trading trad=trading tradg=trading traders=trading trader=trading trdrs=trading trade=trading
    trades=trading trdng=trading tr=trading
    imp=import imports=import importers=import importer=import importing=import importacion=import
    importaciones=import importacao=import importadora=import impo=import ithalat=import
    exp=export exports=export exporters=export exporter=export exporting=export exportacion=export
    exportaciones=export exportadora=export exportacao=export expo=export ihracat=export
    bros=brothers bro=brothers brs=brothers brother=brothers gebr=gebruder gebrueder=gebruder
    ind=industries inds=industries indus=industries industry=industries indl=industries industrial=industries
    indust=industries industria=industries industrias=industries industrie=industries indstr=industries
    sanayi=industries san=industries ind's=industries indt=industries
    tech=technologies techs=technologies technology=technologies techn=technologies tecnologia=technologies
    technologie=technologies technol=technologies tek=technologies technik=technologies technological=technologies
    grp=group gp=group gruppe=group grupo=group gruppo=group groupe=group grup=group grupa=group
    svc=services svcs=services srv=services srvs=services service=services serv=services servs=services
    servicios=services serv's=services svs=services
    eng=engineering engg=engineering engr=engineering engrg=engineering engineers=engineering engineer=engineering
    engnrng=engineering
    elec=electric elect=electric electrical=electric electricals=electric electr=electric elektrik=electric
    electronics=electronic elektronik=electronic electron=electronic electro=electronic electrncs=electronic
    bldg=building bldgs=building build=building bldrs=building builders=building buildings=building blg=building
    constr=construction const=construction constn=construction cons=construction constructions=construction
    contr=contracting contg=contracting contractors=contracting cont=contracting
    dist=distribution distr=distribution distribs=distribution distributors=distribution distributor=distribution
    distrib=distribution distributing=distribution distributions=distribution dists=distribution
    ent=enterprises entp=enterprises enterp=enterprises enterprise=enterprises entps=enterprises entr=enterprises
    enterpr=enterprises ents=enterprises
    assoc=associates assocs=associates associate=associates associated=associates assn=association
    equip=equipment equipments=equipment eqpt=equipment equipt=equipment eqp=equipment eqt=equipment
    mach=machinery machineries=machinery machine=machinery machines=machinery mchry=machinery machy=machinery
    mat=materials matl=materials mats=materials matls=materials material=materials
    mktg=marketing mkt=marketing mkting=marketing mktng=marketing
    prod=products prods=products product=products pdts=products productos=products prdts=products prdcts=products
    sup=supplies supp=supplies supply=supplies suppl=supplies suppliers=supplies supplier=supplies supls=supplies
    sys=systems syst=systems system=systems systs=systems sistemas=systems systeme=systems
    chem=chemicals chemical=chemicals chems=chemicals
    pharm=pharmaceuticals pharma=pharmaceuticals pharmaceutical=pharmaceuticals pharms=pharmaceuticals
    comm=commercial comml=commercial com=commercial comercial=commercial commerciale=commercial coml=commercial
    comercio=commercial commerce=commercial
    dev=development devt=development develop=development devl=development developments=development
    mgmt=management mgt=management mngt=management mgmnt=management
    hldg=holdings hldgs=holdings holding=holdings hold=holdings
    inv=investments invest=investments investment=investments invs=investments invt=investments invts=investments
    gen=general genl=general gral=general allgemeine=general
    natl=national nat=national nac=national nacional=national nazionale=national
    hdwe=hardware hdw=hardware hwd=hardware hw=hardware hdwr=hardware hrdwr=hardware
    auto=automotive autom=automotive automobile=automotive automobiles=automotive
    furn=furniture furnitures=furniture mob=mobel
    tex=textiles text=textiles textile=textiles txtl=textiles
    garm=garments garment=garments gmt=garments gmts=garments
    lab=laboratories labs=laboratories laboratory=laboratories
    soln=solutions sol=solutions solns=solutions solution=solutions sols=solutions
    transp=transport trans=transport transportation=transport trnsp=transport
    log=logistics logist=logistics logistic=logistics logs=logistics
    comp=computer computers=computer cmptr=computer
    pkg=packaging pkgs=packaging pack=packaging pckg=packaging
    nig=nigeria univ=universal amer=american eur=european euro=european
    tool=tools light=lighting lights=lighting lite=lighting
    plast=plastics plastic=plastics plas=plastics
    met=metals metal=metals metall=metals mtl=metals
    const.=construction commun=communications communication=communications comms=communications telecom=telecommunications
    telecoms=telecommunications telecomm=telecommunications telecommunication=telecommunications
    intls=international impex=import-export consult=consulting consultants=consulting consultancy=consulting
    ctr=center centre=center cntr=center ctrs=center centers=center
    wks=works work=works wrks=works
    rsch=research res=research refrig=refrigeration
    st=saint ste=saint sanit=sanitary
    son=sons hse=house whse=wholesale whsle=wholesale wholesalers=wholesale wholesaler=wholesale
    agri=agricultural agric=agricultural agro=agricultural agriculture=agricultural
    ins=insurance insur=insurance fin=financial finance=financial bk=bank
    steels=steel pumps=pump valves=valve bearings=bearing motor=motors part=parts component=components
    ltg=lighting ltng=lighting spec=specialties specialty=specialties specialities=specialties
    co-op=cooperative coop=cooperative cooperativa=cooperative
    """.split()
)
COMMON_WORDS = (
    dict.fromkeys("trading international group import export industries company".split(), 0.04)
    | dict.fromkeys(
        """
    manufacturing technologies services enterprises holdings general solutions systems global products supplies
    engineering electric electronic construction building materials commercial machinery equipment distribution
    investments development management tools hardware brothers sons associates design home
    """.split(),
        0.012,
    )
    | dict.fromkeys(
        """
    automotive auto motors parts foods food textiles garments chemicals pharmaceuticals medical plastics metals steel
    lighting furniture packaging logistics transport consulting communications telecommunications computer software
    digital media energy power oil gas petroleum marine shipping air water paper printing wood timber glass
    ceramics stone marble tiles sanitary paint house center works wholesale retail store stores market supermarket
    agricultural farm garden sports toys shoes leather fashion jewelry gold cosmetics beauty health care fitness
    industrial world universal united national american asia asian pacific european euro africa african gulf arab
    middle east west north south northern southern eastern western central great new first star sun royal golden
    best good modern smart green blue red black white silver alpha delta omega city metro capital prime premium
    quality elite top master pro plus max super mega ultra express direct source sourcing procurement partners
    partnership ventures corporation bank insurance financial real estate properties security safety fire
    refrigeration cooling heating valve pump bearing components spare accessories supply chain contracting
    contractors projects works studio lab laboratories research science innovation innovations creative concept
    handel handels grosshandel vertrieb maschinenbau werkzeuge werkzeug technik elektro bau service comercio
    commercio distribuidora distribuciones importaciones ferramentas ferreteria materiales construccion servicios
    alimentos produtos equipamentos maquinas tecnologia soluciones handlowa uslugi produkcja ticaret dis makina
    gida insaat tekstil otomotiv oto sumber jaya makmur abadi sejahtera utama indo nusantara thuong mai san xuat
    dich vu xuat nhap khau torgovyi dom torgovaya al abu bin ben el shree sri shri sai om ganesh lakshmi krishna
    vietnam china india usa uk uae japan korea germany france italy spain turkey brazil mexico
    cooperative agency marketing research saint specialties business online shop department quality line lines
    international gebruder fils freres hermanos hijos figli fratelli
    """.split(),
        0.005,
    )
)
COMMON_WORDS |= dict.fromkeys(CONNECTORS | PARTICLES, 0.08) | dict.fromkeys(BRANCH_WORDS, 0.08)
PLACES = frozenset(
    """
    china chinese india pakistan bangladesh srilanka nepal vietnam thailand malaysia singapore indonesia philippines
    japan korea taiwan hongkong hong kong macau mongolia kazakhstan uzbekistan russia ukraine belarus poland polska
    germany deutschland austria osterreich switzerland schweiz suisse france italy italia spain espana portugal
    belgium belgie belgique netherlands nederland holland luxembourg denmark danmark norway norge sweden sverige
    finland suomi iceland ireland uk england scotland wales britain usa us america canada mexico brazil brasil
    argentina chile peru colombia ecuador venezuela bolivia uruguay paraguay panama guatemala honduras nicaragua
    egypt morocco maroc algeria algerie tunisia tunisie libya sudan ethiopia kenya uganda tanzania nigeria ghana
    senegal cameroon angola mozambique zambia zimbabwe botswana namibia mauritius turkey turkiye iran iraq syria
    lebanon jordan israel saudi arabia ksa uae emirates oman qatar kuwait bahrain yemen greece hellas bulgaria
    romania hungary magyarorszag czech slovakia slovenia croatia hrvatska serbia srbija australia zealand nz
    dubai sharjah ajman abudhabi dhabi riyadh jeddah dammam doha muscat manama cairo alexandria beirut amman
    istanbul ankara izmir lagos abuja nairobi mombasa accra johannesburg durban capetown casablanca tunis algiers
    london manchester birmingham paris lyon marseille berlin hamburg munich munchen frankfurt koln dusseldorf
    milano milan roma rome torino madrid barcelona valencia lisboa lisbon porto amsterdam rotterdam brussels vienna
    wien zurich warszawa warsaw praha prague budapest bucharest sofia athens moscow moskva kiev kyiv minsk stockholm
    oslo copenhagen helsinki dublin york chicago houston dallas miami angeles francisco boston toronto vancouver
    montreal sydney melbourne brisbane perth auckland mumbai delhi kolkata chennai bangalore hyderabad ahmedabad
    pune karachi lahore dhaka colombo bangkok jakarta surabaya kualalumpur manila hanoi saigon hochiminh
    tokyo osaka nagoya seoul busan taipei shanghai beijing shenzhen guangzhou ningbo yiwu hangzhou guangdong zhejiang
    saopaulo rio janeiro buenos aires lima bogota santiago quito caracas
    """.split()
)
GLUED_LEGAL = tuple(
    sorted(
        """
        gmbhcokg gmbh limited incorporated corporation sadecv sderldecv spzoo pvtltd pteltd ptyltd coltd company
        sdnbhd llc ltd inc corp ltda sarl fze fzco fzllc plc srl spa doo sro kft bv nv ag sa co pvtlimited
        privatelimited coinc companylimited colimited tradingco kg oy ab aps sas llp wll est anonimsirketi ltdsti eireli eurl kaisha
        sanvetic fzellc ood eood uab snc slu spj
        """.split(),
        key=len,
        reverse=True,
    )
)
HAN_LEGAL = (
    "有限责任公司 股份有限公司 集团有限公司 有限公司 有限责任 股份公司 責任公司 责任公司 株式会社 有限会社 合同会社 合资会社 "
    "合名会社 个体工商户 分公司 总公司 子公司 公司 商行 经营部 会社 厂 行 社 店"
).split()
HAN_GENERICS = dict(
    pair.split("=")
    for pair in """
    进出口贸易=import-export-trading 进出口=import-export 对外贸易=trading 国际贸易=international-trading 贸易=trading
    商贸=trading 外贸=trading 国际=international 集团=group 控股=holdings 实业=industries 工业=industries
    产业=industries 企业=enterprises 科技=technologies 技术=technologies 电子商务=commerce 电子=electronic
    电器=electric 电气=electric 电机=motors 电力=power 五金工具=hardware-tools 五金制品=hardware-products
    五金=hardware 工具=tools 机械设备=machinery-equipment 机械制造=machinery-manufacturing 机械=machinery
    设备=equipment 制造=manufacturing 制品=products 产品=products 用品=supplies 塑料=plastics 塑胶=plastics
    金属=metals 钢铁=steel 材料=materials 建材=building-materials 建筑=construction 建设=construction
    化工=chemicals 化学=chemicals 医药=pharmaceuticals 药业=pharmaceuticals 医疗=medical 器械=instruments
    纺织=textiles 服装=garments 服饰=garments 鞋业=shoes 家具=furniture 照明=lighting 灯饰=lighting 光电=optoelectronic
    玩具=toys 礼品=gifts 工艺品=crafts 包装=packaging 印刷=printing 食品=foods 农业=agricultural 汽车=automotive
    配件=parts 零部件=components 物流=logistics 货运=transport 运输=transport 供应链=supplychain 投资=investments
    发展=development 管理=management 咨询=consulting 服务=services 工程=engineering 网络=network 信息=information
    软件=software 通信=communications 文化=culture 传媒=media 能源=energy 环保=environmental 新能源=energy
    商事=trading 商社=trading 产业=industries 工业所=industries 制作所=manufacturing 工具店=tools 物产=products
    工贸=industry-trade 经贸=trading 国贸=international-trading 商务=business 商业=commercial 电商=commerce 跨境电商=commerce
    进出=import-export 电子科技=electronic-technologies 智能科技=smart-technologies 智能=smart 新材料=new-materials
    自动化=automation 半导体=semiconductor 仪器=instruments 仪表=instruments 医疗器械=medical-instruments 生物=bio
    百货=department-store 日用百货=household-products 日用品=household-products 家居=home 家居用品=household-products
    家电=appliances 制衣=garments 针织=knitting 纺织品=textiles 家纺=home-textiles 印染=dyeing 毛巾=towels 地毯=carpets
    窗帘=curtains 拉链=zippers 内衣=underwear 袜业=socks 手套=gloves 帽业=hats 皮革=leather 皮具=leather 箱包=bags
    鞋材=shoe-materials 饰品=jewelry 首饰=jewelry 珠宝=jewelry 眼镜=glasses 钟表=watches 美容=beauty 化妆品=cosmetics
    母婴=baby-products 宠物用品=pet-products 户外用品=outdoor-products 休闲用品=leisure-products 体育用品=sports-products
    健身器材=fitness-equipment 渔具=fishing-tackle 园林=garden 园林工具=garden-tools 园艺=garden 文具=stationery
    办公用品=office-supplies 厨具=kitchenware 餐具=tableware 玻璃=glass 陶瓷=ceramics 石材=stone 卫浴=sanitary 洁具=sanitary
    水暖=plumbing 门窗=doors-windows 门业=doors 锁业=locks 地板=flooring 木业=wood 竹木=wood 涂料=paint 油墨=ink
    轴承=bearing 泵业=pump 阀门=valve 紧固件=fasteners 标准件=fasteners 弹簧=springs 链条=chains 齿轮=gears 传动=transmission
    液压=hydraulic 气动=pneumatic 模具=moulds 刀具=tools 量具=tools 磨具=abrasives 磨料=abrasives 电动工具=power-tools
    焊接=welding 铸造=casting 锻造=forging 钢材=steel 不锈钢=stainless-steel 铝业=aluminium 铜业=copper 橡胶=rubber
    橡塑=rubber-plastics 塑胶制品=plastics-products 塑料制品=plastics-products 照明电器=lighting 灯具=lighting 电源=power
    电池=battery 电缆=cable 电线电缆=wire-cable 变压器=transformers 开关=switches 太阳能=solar 制冷=refrigeration
    空调=air-conditioning 压缩机=compressors 汽配=auto-parts 汽车配件=auto-parts 汽车零部件=auto-parts 汽车用品=auto-supplies
    摩配=motorcycle-parts 摩托车=motorcycle 自行车=bicycle 电动车=electric-vehicles 供应链管理=supplychain-management
    实业发展=industries-development 农产品=agricultural-products 水产=seafood 茶叶=tea 粮油=oil 饲料=feed 印务=printing
    广告=advertising 会展=exhibition 置业=real-estate 房地产=real-estate 日化=chemicals 洗涤=detergents 无纺布=nonwoven
    """.split()
)
HAN_PLACES = """
    北京 上海 天津 重庆 广东 浙江 江苏 山东 福建 河北 河南 湖北 湖南 四川 安徽 江西 广西 云南 贵州 陕西 山西 辽宁 吉林 黑龙江
    内蒙古 新疆 西藏 宁夏 青海 甘肃 海南 香港 澳门 台湾 深圳 广州 东莞 佛山 中山 珠海 惠州 汕头 江门 潮州 揭阳 湛江 宁波 杭州
    义乌 温州 绍兴 嘉兴 台州 金华 永康 湖州 余姚 慈溪 苏州 南京 无锡 常州 南通 扬州 昆山 徐州 镇江 盐城 泰州 青岛 济南 烟台
    潍坊 临沂 威海 淄博 厦门 福州 泉州 晋江 漳州 莆田 石家庄 唐山 保定 沧州 廊坊 郑州 洛阳 武汉 宜昌 长沙 株洲 成都 绵阳 合肥
    芜湖 南昌 景德镇 南宁 桂林 昆明 贵阳 西安 太原 大连 沈阳 长春 哈尔滨 兰州 乌鲁木齐 海口 台北 高雄 台中 中国 东京 大阪 名古屋
    横滨 神户 京都 福冈 日本
    七台河 三亚 三河 三门峡 上虞 上饶 东营 东阳 中卫 丰顺 临安 临汾 临沧 临海 丹东 丽水 丽江 乌兰察布 乌海
    乐山 乐清 九江 九龙 云浮 亳州 仙桃 任丘 伊春 佳木斯 保山 信阳 偃师 克拉玛依 六安 六盘水 兰溪 内江 包头
    北仑 北海 十堰 南充 南安 南平 南海 南阳 即墨 双鸭山 台南 台山 吐鲁番 吕梁 吴忠 周口 呼伦贝尔 呼和浩特 和田
    咸宁 咸阳 哈密 商丘 商洛 喀什 嘉义 嘉定 嘉峪关 四平 固原 基隆 塔城 增城 大兴安岭 大庆 天水 天门 太仓 奉化
    奉贤 娄底 孝感 宁德 宁海 安平 安庆 安阳 安顺 定西 宜兴 宜宾 宜春 宝鸡 宣城 宿州 宿迁 富阳 寿光 屏东 岳阳
    崇左 崇明 巢湖 巩义 巴中 巴彦淖尔 常德 常熟 平凉 平度 平湖 平顶山 广元 广安 庆阳 延吉 延安 开封 开平
    张家口 张家港 张家界 张掖 彰化 德州 德阳 忻州 怀化 恩平 承德 抚州 抚顺 拉萨 攀枝花 文登 新乡 新余 新界
    新竹 日喀则 日照 昌都 昭通 晋中 晋城 普宁 普洱 曲阜 曲靖 朔州 本溪 来宾 松原 松江 林芝 枣庄 柳州 桃园
    桐乡 梅州 梧州 榆林 武义 武威 毕节 永州 汉中 汕尾 江阴 池州 河池 河源 泰安 泸州 济宁 浏阳 浦东 浦江 海东
    海宁 淮北 淮南 淮安 清河 清远 温岭 渭南 湘潭 溧阳 滁州 滕州 滨州 漯河 潜江 潮阳 澄海 濮阳 焦作 牡丹江
    玉林 玉溪 玉环 珲春 瑞安 番禺 白城 白山 白沟 白银 百色 益阳 盘锦 眉山 石嘴山 石河子 石狮 福清 禹州 秦皇岛
    章丘 绥化 缙云 聊城 肇庆 胶州 自贡 舟山 花都 茂名 荆州 荆门 荣成 莱州 莱芜 菏泽 萍乡 营口 萧山 葫芦岛
    蚌埠 衡水 衡阳 衢州 襄阳 西宁 许昌 诸城 诸暨 象山 贵港 贺州 资阳 赣州 赤峰 辛集 辽源 辽阳 达州 运城
    连云港 通化 通辽 遂宁 遵义 邢台 那曲 邯郸 邵阳 邹平 郴州 鄂尔多斯 鄂州 鄞州 酒泉 醴陵 金昌 钦州 铁岭 铜仁
    铜川 铜陵 银川 锡林郭勒 锦州 镇海 长乐 长治 长葛 阜新 阜阳 防城港 阳江 阳泉 阿克苏 阿勒泰 阿拉善 陇南 随州
    雅安 霸州 青州 青田 鞍山 韶关 顺德 香格里拉 马鞍山 驻马店 高密 鸡西 鹤壁 鹤山 鹤岗 鹰潭 黄冈 黄山 黄石
    黑河 齐齐哈尔 龙口 龙岩
""".split()
LEAST_TOWN = 5
# A Chinese trade weighs as the commonest of its English words, a town of China the same in both scripts.
COMMON_WORDS |= {
    han: max(COMMON_WORDS.get(word, 0.004) for word in english.split("-"))
    for han, english in HAN_GENERICS.items()
}
PLACES |= frozenset(HAN_PLACES) | {
    town for place in HAN_PLACES if len(town := "".join(lazy_pinyin(place))) >= LEAST_TOWN
}
