"""What is known about the words of company names: legal forms, abbreviations, common words, places.

All entries are in folded form (`scripts.fold_letters`), Chinese in simplified characters.
"""

LEGAL_CLASSES = {
    "inc": "inc, incorporated, corp, corporation, incorporation",
    "llc": "llc, llp, lp, lllp, pllc, ulc, limited liability company, limited liability partnership, fz llc, fzllc, "
    "fze, fzc, fzco, dmcc, fz co, free zone company, wll, with limited liability, co wll, spc, opc",
    "ltd": "ltd, limited, ltee, limitee, pty, proprietary, pty ltd, pvt, private, pvt ltd, pte, pte ltd, p ltd, pl, "
    "sdn bhd, sdn, bhd, berhad, co ltd, company limited, coltd, pt, cpt, lda, ltda, limitada, ltd sti, limited sirketi, "
    "ltdsti, sti, sirketi, cong ty tnhh, cty tnhh, tnhh, cong ty trach nhiem huu han, trach nhiem huu han, mtv, "
    "mot thanh vien, yugen kaisha, yugen gaisha, tov, too, ooo, ood, eood, uab, sia, ou, oo, mchj, mmc, "
    "obshchestvo s ogranichennoi otvetstvennostyu, tovarystvo z obmezhenoyu vidpovidalnistyu",
    "gmbh": "gmbh, g m b h, gmbh co kg, gmbh co, gmbh co ohg, gmbh co kgaa, ggmbh, ug, haftungsbeschrankt, "
    "ug haftungsbeschrankt, gesmbh, ges mbh, mbh, gesellschaft mit beschrankter haftung, kg, ohg, ek, gbr, "
    "kommanditgesellschaft, co kg, eg, ev, "
    "bv, besloten vennootschap, bvba, vof, cv, sp zoo, sp z oo, spzoo, spolka zoo, spolka z oo, sp j, sp k, spj, spk, "
    "spolka z ograniczona odpowiedzialnoscia, spolka jawna, spolka akcyjna, sro, spol sro, spol s ro, s ro, vos, kft, "
    "bt, doo, d oo, j doo, jdoo, aps, as, asa, ab, oy, oyj, hb, kb, ans, ivs, ehf, hf, ab oy, srl, s rl, "
    "sarl, s arl, sa rl, eurl, sasu, sas, snc, sci, scs, sl, slu, slne, sll, scp, scoop, srls, sapa, sas di",
    "sa": "sa, sau, sa de cv, s de rl, s de rl de cv, sapi de cv, sab de cv, sab, sapi, sacv, sa cv, srl de cv, "
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
    cia; fa; too; chtup; odo; oboo; cooperativa; company; tdv; dnbt; dntn; yugen kaisha; gie; sci
    """.replace("\n", " ")
    .strip()
    .split("; ")
)
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
    univ=universal amer=american eur=european euro=european
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
    """.split()
)
HAN_PLACES = """
    北京 上海 天津 重庆 广东 浙江 江苏 山东 福建 河北 河南 湖北 湖南 四川 安徽 江西 广西 云南 贵州 陕西 山西 辽宁 吉林 黑龙江
    内蒙古 新疆 西藏 宁夏 青海 甘肃 海南 香港 澳门 台湾 深圳 广州 东莞 佛山 中山 珠海 惠州 汕头 江门 潮州 揭阳 湛江 宁波 杭州
    义乌 温州 绍兴 嘉兴 台州 金华 永康 湖州 余姚 慈溪 苏州 南京 无锡 常州 南通 扬州 昆山 徐州 镇江 盐城 泰州 青岛 济南 烟台
    潍坊 临沂 威海 淄博 厦门 福州 泉州 晋江 漳州 莆田 石家庄 唐山 保定 沧州 廊坊 郑州 洛阳 武汉 宜昌 长沙 株洲 成都 绵阳 合肥
    芜湖 南昌 景德镇 南宁 桂林 昆明 贵阳 西安 太原 大连 沈阳 长春 哈尔滨 兰州 乌鲁木齐 海口 台北 高雄 台中 中国 东京 大阪 名古屋
    横滨 神户 京都 福冈 日本
""".split()
