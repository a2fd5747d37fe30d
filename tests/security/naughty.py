"""Strings that break programs: our own list, by what they attack (E2)."""

LONG_LINE = "pliers " * 715  # 5,005 characters

SIGNS = (
    "\0", "a\0b", "\x01\x02\x07\x08", "\x1b[31mred\x1b[0m", "\x7f", "\x80\x9f", "\ufeffBOM", "\ufffe", "\uffff", "\U0001fffe",
    "a\u200bb\u200cc\u200dd", "\u00a0\u2003\u3000", "\u202eevil\u202c", "\u2066iso\u2069", "\u200f\u200e", "\u061c", "\u2028line\u2029",
    "line\r\nline", "line\rline", "line\x85line", "\t\t\t", "   ", "\u0301\u0302", "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f",
    "e\u0301 \u00e9", "\u1e9b\u0323", "ﷺ", "ﬀ ﬃ", "ＡＢＣ　１２３", "½ ² ③ Ⅳ", "１２３", "१२३",
)  # fmt: skip
SCRIPTS = (
    "工具套装 46件", "繁體中文測試", "日本語テスト", "한국어", "العربية", "اَلْعَرَبِيَّةُ", "עברית", "ไทย", "हिन्दी", "Ελληνικά", "Русский", "Tiếng Việt",
    "İstanbul ığüşöç", "ß ẞ SS", "ǅ ǈ", "𝒷𝓊𝓎𝑒𝓇", "👩‍👩‍👧‍👦", "🏳️‍🌈🇨🇳", "❤️ 🔧 ☎", "𠜎𠜱𠝹", "（╯°□°）╯︵ ┻━┻", "Iñtërnâtiônàlizætiøn",
)  # fmt: skip
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "'-alert(1)-'", "</textarea><script>alert(1)</script>",
    "</title><script>x</script>", "<!--", "-->", "]]>", "<![CDATA[x]]>", "&lt;script&gt;", "&amp;amp;", "&#x3C;b&#x3E;", "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "<style>*{display:none}</style>", "<iframe src=//x.example></iframe>",
    "<plaintext>", "<base href=//x.example>", "<meta http-equiv=refresh content=0>", "\" autofocus onfocus=alert(1) x=\"", "`onmouseover=alert(1)`",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>",
)  # fmt: skip
TEMPLATES = (
    "{{ 7*7 }}", "{{ request.user.password }}", "{% include 'core/health.html' %}", "{% debug %}", "{# x #}", "{0}", "{contact_name}",
    "{contact_name.__class__}", "{!r}", "{", "}", "%s", "%(name)s", "%(x", "%n%n%n", "100%", "%", "%%", "${7*7}", "#{7*7}", "<%= 7*7 %>", "$HOME", "\\n\\x00\\u0000",
)  # fmt: skip
QUERIES = (
    "' OR '1'='1", "1; DROP TABLE customers_customer;--", "\" OR \"\"=\"", "') UNION SELECT password FROM accounts_user--", "Robert'); --",
    "%_%", "\\", "\\'", "*)(uid=*", "{\"$gt\": \"\"}", "[]", "null", "None", "undefined", "true", "NaN", "Infinity", "-1", "0", "1e309", "0x10", "99999999999999999999",
    "1,000.00", "2026-02-30", "0000-00-00", "9999-12-31T23:59", "0001-01-01T00:00",
)  # fmt: skip
SHELLS = (
    "; cat /etc/passwd", "| ls", "$(reboot)", "`reboot`", "../../../../etc/passwd", "..\\..\\windows", "/dev/null", "C:\\x.txt", "CON", "file:///etc/passwd",
    "http://169.254.169.254/", "//x.example", "%00", "%0d%0aSet-Cookie: x=1", "%2e%2e%2f", "\r\nBcc: x@x.example", "=1+1", "@SUM(A1)", "+1", "-2+3", "=cmd|'/c calc'!A1",
)  # fmt: skip
SIZES = (
    LONG_LINE,
    "长" * 5_000,
    "a@" + "b" * 300 + ".example",
    "x" * 201,
    "\n" * 2_000,
    "(" * 500 + ")" * 500,
    "https://" + "a." * 200 + "example",
)
# A lone surrogate cannot be sent as UTF-8; these bytes are what a client would send for one, and for worse.
BYTES = (b"\xed\xa0\x80", b"\xff\xfe", b"\xc3\x28", b"\xf0\x28\x8c\xbc", b"\xc0\xaf")

# What reaches fields of days, moments and numbers beside the boxes that browsers draw for them.
ODD_VALUES = (
    "", "0001-01-01", "0001-01-01T00:00", "9999-12-31", "9999-12-31T23:59", "2026-02-30", "2026-02-30T10:00", "٢٠٢٦-١١-١٨", "٣", "NaN",
    "-1", "1e400", str(10**30), "0.1e-400",
)  # fmt: skip

NAUGHTY = SIGNS + SCRIPTS + MARKUP + TEMPLATES + QUERIES + SHELLS + SIZES
# Shown exactly as given wherever they are kept: no sign in them is one that is taken out.
AS_GIVEN = SCRIPTS + MARKUP + TEMPLATES[:1] + QUERIES[:5] + SHELLS[:4]
