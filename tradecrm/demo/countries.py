"""Where the demo's buyers sit: weights, cities with IANA zones, safe telephone numbers (requirements D1, D3)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A country of buyers. `culture` names its words in `name_words`; `phones` are beginnings of invented numbers."""

    code: str
    weight: int
    region: str
    culture: str
    cities: tuple[tuple[str, str], ...]
    phones: tuple[str, ...]
    language: str = "en"


def _country(
    code: str, weight: int, region: str, culture: str, cities: str, phones: str, language: str = "en"
) -> Country:
    """Build a country from `City Zone; …` and `+1 312 555 01; …`."""
    found = [part.strip().rpartition(" ") for part in cities.split(";")]
    places = tuple((city, zone) for city, _space, zone in found)
    return Country(
        code, weight, region, culture, places, tuple(p.strip() for p in phones.split(";")), language
    )


NORTH_AMERICA, EUROPE, MIDDLE_EAST = "north_america", "europe", "middle_east"
ASIA, LATIN_AMERICA, AFRICA, FAR_EAST = "asia", "latin_america", "africa", "far_east"
_US_AREAS = "312 212 617 404 305 214 713 303 602 206 415 503 612 216 615 704 801 913".split()

COUNTRIES: tuple[Country, ...] = (
    _country("US", 18, NORTH_AMERICA, "us",
             "Chicago America/Chicago; New York America/New_York; Boston America/New_York; Dallas America/Chicago; "
             "Denver America/Denver; Phoenix America/Phoenix; Seattle America/Los_Angeles; Portland America/Los_Angeles; "
             "Minneapolis America/Chicago; Cleveland America/New_York; Nashville America/Chicago; Salt Lake City America/Denver",
             ";".join(f"+1 {area} 555 01" for area in _US_AREAS)),
    _country("CA", 4, NORTH_AMERICA, "us",
             "Toronto America/Toronto; Vancouver America/Vancouver; Calgary America/Edmonton; Halifax America/Halifax",
             "+1 416 555 01; +1 604 555 01; +1 403 555 01"),
    _country("DE", 8, EUROPE, "de", "Hamburg Europe/Berlin; Berlin Europe/Berlin; Köln Europe/Berlin; München Europe/Berlin; "
             "Remscheid Europe/Berlin; Stuttgart Europe/Berlin", "+49 30 23125 0; +49 69 90009 0; +49 40 66969 0; +49 221 4710 0",
             "de"),
    _country("GB", 7, EUROPE, "gb", "Leeds Europe/London; Birmingham Europe/London; Sheffield Europe/London; "
             "Bristol Europe/London; Glasgow Europe/London", "+44 20 7946 0"),
    _country("FR", 5, EUROPE, "fr", "Lyon Europe/Paris; Lille Europe/Paris; Nantes Europe/Paris; Toulouse Europe/Paris",
             "+33 1 99 00 0; +33 1 99 00 1", "fr"),
    _country("PL", 4, EUROPE, "pl", "Warszawa Europe/Warsaw; Poznań Europe/Warsaw; Łódź Europe/Warsaw; Gdańsk Europe/Warsaw",
             "+48 22 555 0; +48 61 555 0", "pl"),
    _country("NL", 4, EUROPE, "nl", "Rotterdam Europe/Amsterdam; Utrecht Europe/Amsterdam; Zwolle Europe/Amsterdam",
             "+31 20 555 0; +31 10 555 0", "nl"),
    _country("ES", 4, EUROPE, "es", "Barcelona Europe/Madrid; Valencia Europe/Madrid; Zaragoza Europe/Madrid; "
             "Las Palmas Atlantic/Canary", "+34 91 555 0; +34 93 555 0", "es"),
    _country("IT", 4, EUROPE, "it", "Milano Europe/Rome; Bologna Europe/Rome; Ancona Europe/Rome; Brescia Europe/Rome",
             "+39 02 5550 0; +39 051 555 0", "it"),
    _country("SE", 2, EUROPE, "se", "Göteborg Europe/Stockholm; Malmö Europe/Stockholm; Eskilstuna Europe/Stockholm",
             "+46 8 465 00", "sv"),
    _country("CZ", 2, EUROPE, "cz", "Praha Europe/Prague; Brno Europe/Prague; Plzeň Europe/Prague", "+420 225 550 ", "cs"),
    _country("AE", 7, MIDDLE_EAST, "ar", "Dubai Asia/Dubai; Sharjah Asia/Dubai; Abu Dhabi Asia/Dubai",
             "+971 4 555 0; +971 6 555 0", "ar"),
    _country("SA", 6, MIDDLE_EAST, "ar", "Riyadh Asia/Riyadh; Jeddah Asia/Riyadh; Dammam Asia/Riyadh",
             "+966 11 555 0; +966 12 555 0", "ar"),
    _country("IQ", 2, MIDDLE_EAST, "ar", "Baghdad Asia/Baghdad; Basra Asia/Baghdad; Erbil Asia/Baghdad", "+964 1 555 0", "ar"),
    _country("JO", 1, MIDDLE_EAST, "ar", "Amman Asia/Amman; Zarqa Asia/Amman", "+962 6 555 0", "ar"),
    _country("IL", 2, MIDDLE_EAST, "il", "Haifa Asia/Jerusalem; Tel Aviv Asia/Jerusalem", "+972 3 555 0"),
    _country("EG", 4, MIDDLE_EAST, "ar", "Cairo Africa/Cairo; Alexandria Africa/Cairo; Port Said Africa/Cairo",
             "+20 2 5550 0; +20 3 555 0", "ar"),
    _country("VN", 4, ASIA, "vn", "Ho Chi Minh City Asia/Ho_Chi_Minh; Hai Phong Asia/Ho_Chi_Minh; Da Nang Asia/Ho_Chi_Minh",
             "+84 28 5550 0; +84 24 5550 0", "vi"),
    _country("TH", 4, ASIA, "th", "Bangkok Asia/Bangkok; Chiang Mai Asia/Bangkok", "+66 2 555 0; +66 53 555 0", "th"),
    _country("ID", 4, ASIA, "id", "Jakarta Asia/Jakarta; Surabaya Asia/Jakarta; Makassar Asia/Makassar",
             "+62 21 555 00; +62 31 555 00", "id"),
    _country("PH", 4, ASIA, "ph", "Manila Asia/Manila; Cebu Asia/Manila; Davao Asia/Manila", "+63 2 8555 0; +63 32 555 0"),
    _country("MY", 3, ASIA, "my", "Kuala Lumpur Asia/Kuala_Lumpur; Penang Asia/Kuala_Lumpur; Kuching Asia/Kuching",
             "+60 3 5550 0; +60 4 555 0"),
    _country("IN", 5, ASIA, "in", "Mumbai Asia/Kolkata; Ludhiana Asia/Kolkata; Chennai Asia/Kolkata; Rajkot Asia/Kolkata",
             "+91 22 5550 0; +91 44 5550 0"),
    _country("PK", 2, ASIA, "pk", "Karachi Asia/Karachi; Lahore Asia/Karachi; Sialkot Asia/Karachi", "+92 21 5550 0"),
    _country("BD", 2, ASIA, "pk", "Dhaka Asia/Dhaka; Chittagong Asia/Dhaka", "+880 2 5550 0"),
    _country("MX", 5, LATIN_AMERICA, "es", "Ciudad de México America/Mexico_City; Monterrey America/Monterrey; "
             "León America/Mexico_City; Tijuana America/Tijuana", "+52 55 5550 0; +52 81 5550 0", "es"),
    _country("BR", 5, LATIN_AMERICA, "br", "São Paulo America/Sao_Paulo; Curitiba America/Sao_Paulo; Recife America/Recife; "
             "Manaus America/Manaus", "+55 11 5550 0; +55 41 3555 0", "pt"),
    _country("CL", 3, LATIN_AMERICA, "es", "Santiago America/Santiago; Concepción America/Santiago", "+56 2 2555 0", "es"),
    _country("CO", 2, LATIN_AMERICA, "es", "Bogotá America/Bogota; Medellín America/Bogota", "+57 601 555 0", "es"),
    _country("PE", 2, LATIN_AMERICA, "es", "Lima America/Lima; Arequipa America/Lima", "+51 1 555 0", "es"),
    _country("NG", 4, AFRICA, "africa", "Lagos Africa/Lagos; Kano Africa/Lagos; Onitsha Africa/Lagos", "+234 803 555 0"),
    _country("KE", 3, AFRICA, "africa", "Nairobi Africa/Nairobi; Mombasa Africa/Nairobi", "+254 20 555 0"),
    _country("ZA", 3, AFRICA, "gb", "Johannesburg Africa/Johannesburg; Durban Africa/Johannesburg; "
             "Cape Town Africa/Johannesburg", "+27 11 555 0; +27 21 555 0"),
    _country("GH", 1, AFRICA, "africa", "Accra Africa/Accra; Kumasi Africa/Accra", "+233 30 255 5"),
    _country("AU", 5, FAR_EAST, "au", "Sydney Australia/Sydney; Brisbane Australia/Brisbane; Perth Australia/Perth; "
             "Adelaide Australia/Adelaide", "+61 2 5550 0; +61 3 5550 0; +61 7 5550 0"),
    _country("NZ", 1, FAR_EAST, "au", "Auckland Pacific/Auckland; Christchurch Pacific/Auckland", "+64 9 555 0"),
    _country("JP", 2, FAR_EAST, "jp", "Osaka Asia/Tokyo; Niigata Asia/Tokyo; Nagoya Asia/Tokyo", "+81 3 5550 0; +81 6 5550 0",
             "ja"),
    _country("KR", 2, FAR_EAST, "kr", "Busan Asia/Seoul; Incheon Asia/Seoul; Daegu Asia/Seoul", "+82 2 555 0", "ko"),
)  # fmt: skip
BY_CODE = {country.code: country for country in COUNTRIES}
WEIGHTED = tuple((country, country.weight) for country in COUNTRIES)


class PhoneBook:
    """Gives out invented numbers, each once; "" when a country's are used up, as a buyer without a telephone."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def next_number(self, country: Country) -> str:
        """Return a number that nobody else of this demo has."""
        beginnings = country.phones
        number = self._given.get(country.code, 0)
        place, beginning = number // len(beginnings), beginnings[number % len(beginnings)]
        room = 2 if country.code in {"US", "CA", "SE"} else 3
        if place >= 10**room:
            return ""
        self._given[country.code] = number + 1
        shuffled = place * 37 % 10**room  # 37 and the room share no factor: each comes once
        return f"{beginning}{shuffled:0{room}d}"
