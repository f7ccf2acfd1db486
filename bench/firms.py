"""A register of invented firms in several scripts, with families of sister companies that are not one another.

No firm of any country is meant: telling words are drawn from syllables. Sisters bear the same telling word and differ by one
thing that matters: a direction, a number, a line of business, a country, now and then only the legal form.
"""

# ruff: noqa: E501 - tables of words read better in long lines

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

SYLLABLES = {
    "latin": ["ba", "be", "bo", "bri", "bra", "ca", "cor", "cla", "da", "del", "dor", "dra", "el", "en", "er", "fa", "fen", "flo", "ga", "gar", "gre", "ha", "hel", "hum", "in", "jo", "ka", "kel", "kor", "la", "len", "lin", "lor", "lum", "ma", "mar", "men", "mir", "mo", "mor", "na", "nel", "nor", "o", "or", "pa", "pel", "per", "pol", "qua", "ra", "ren", "ril", "ro", "rus", "sa", "sel", "sil", "sol", "sta", "ster", "ta", "tel", "ter", "tor", "tri", "u", "ul", "va", "ver", "vil", "vo", "wa", "wen", "wil", "ya", "yor", "za", "zen", "zor", "lin", "ton", "ley", "wick", "mere", "gard", "berg", "dale", "stein", "mont", "vale", "court", "field", "holm"],
    "cyrillic": ["ба", "бе", "бор", "ва", "вер", "вол", "га", "гор", "да", "дон", "жа", "жи", "за", "зор", "ка", "кам", "ко", "кра", "ла", "лен", "ма", "мир", "мо", "на", "нов", "о", "ор", "па", "пет", "ра", "рос", "са", "сев", "со", "ста", "та", "тер", "ту", "ура", "фа", "хо", "ца", "це", "ча", "ши", "ще", "ю", "юг", "я", "яр", "щи", "хар", "цен", "чер", "шта"],
    "greek": ["αλ", "αν", "βα", "γε", "γι", "δα", "δη", "ελ", "εν", "ζε", "ηλ", "θα", "θε", "ιο", "κα", "κο", "λα", "λο", "μα", "με", "να", "νι", "ξα", "ο", "πα", "πε", "ρα", "ρο", "σα", "στα", "τα", "τε", "υδ", "φα", "φι", "χα", "χρυ", "ψη", "ωρ"],
    "arabic": ["ba", "da", "fa", "ha", "ja", "ka", "la", "ma", "na", "ra", "sa", "ta", "wa", "za", "kha", "sha", "gha", "bi", "di", "fi", "ji", "ki", "li", "mi", "ni", "ri", "si", "ti", "bu", "du", "hu", "ju", "ku", "lu", "mu", "nu", "ru", "su"],
    "han": list("安宝北昌成大德东方丰福光广国海汉和恒华汇吉佳建江金京凯科兰利联隆美明南宁鹏普琪千庆荣瑞山盛世顺泰天通万伟新星兴旭阳永优远云泽正中州卓"),
    "hangul": list("가강경고광국금기나남대도동라명미민배보부상서선성세송수신안영오우원유은인일장정제조주진창천청태한해현호홍화"),
}  # fmt: skip
TRADES = {
    "latin": [
        "Trading",
        "Logistics",
        "Shipping",
        "Imports",
        "Exports",
        "Holdings",
        "Textiles",
        "Foods",
        "Electronics",
        "Industries",
        "Chemicals",
        "Steel",
        "Motors",
        "Plastics",
        "Machinery",
        "Services",
        "Furniture",
        "Engineering",
        "Pharma",
        "Transport",
        "Marine",
        "Minerals",
        "Packaging",
        "Garments",
        "Optics",
        "Toys",
        "Ceramics",
        "Timber",
        "Spices",
        "Energy",
    ],
    "cyrillic": [
        "Торговля",
        "Логистика",
        "Транспорт",
        "Металл",
        "Энерго",
        "Строй",
        "Импорт",
        "Экспорт",
        "Мебель",
        "Продукты",
        "Химия",
        "Техника",
        "Текстиль",
        "Машины",
        "Сервис",
    ],
    "greek": [
        "Εμπορική",
        "Μεταφορές",
        "Ναυτιλία",
        "Τρόφιμα",
        "Υφάσματα",
        "Χημικά",
        "Μηχανές",
        "Ενέργεια",
        "Τεχνική",
        "Έπιπλα",
    ],
    "arabic": ["Trading", "Shipping", "Foods", "Textiles", "Contracting", "Electronics", "Transport", "Energy"],
    "han": ["贸易", "物流", "电子", "科技", "纺织", "机械", "化工", "食品", "进出口", "家具", "钢铁", "能源"],
    "hangul": ["무역", "물류", "전자", "산업", "섬유", "기계", "화학", "식품", "해운", "에너지"],
}
FORMS = {
    "latin": ("Ltd", "Limited", "GmbH", "SA", "S.r.l.", "Inc", "BV", "AG", "LLC", "Pty Ltd", "Sp. z o.o.", "AS", "Co Ltd", "SARL", "Corp"),
    "cyrillic": ("ООО", "АО", "ЗАО"),
    "greek": ("ΕΠΕ", "ΑΕ"),
    "arabic": ("LLC", "Co", "WLL"),
    "han": ("有限公司", "股份有限公司"),
    "hangul": ("주식회사", "유한회사"),
}  # fmt: skip
OTHER_FORM = {
    "latin": "Foundation",
    "cyrillic": "Фонд",
    "greek": "Ίδρυμα",
    "arabic": "Foundation",
    "han": "基金会",
    "hangul": "재단",
}
COUNTRIES = {
    "latin": ("XA", "XB", "XC", "XD", "XE"), "cyrillic": ("XF", "XG"), "greek": ("XH",), "arabic": ("XI", "XJ"), "han": ("XK",),
    "hangul": ("XL",),
}  # fmt: skip
SHARES = {"latin": 72, "cyrillic": 10, "greek": 3, "arabic": 5, "han": 6, "hangul": 4}
SIDES = ("North", "South", "East", "West", "Central")
LANDS = ("Pretence", "Figment", "Whimsy", "Parable", "Mockland", "Fable", "Elsewhere", "Nowhere")
STREETS = [
    "Crumpet",
    "Teakettle",
    "Marmalade",
    "Sundial",
    "Thimble",
    "Rainbarrel",
    "Lantern",
    "Hopscotch",
    "Bellows",
    "Quayside",
    "Orchard",
    "Foundry",
    "Mill",
    "Harbour",
    "Station",
]
KINDS = ("Street", "Road", "Avenue", "Lane", "Square")


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented firm: the parts of its name, in the order they are written, and where it sits."""

    number: int
    family: int
    script: str
    telling: str
    words: tuple[str, ...]
    form: str
    country: str
    city: str
    street: str

    @property
    def name(self) -> str:
        """The name as the register writes it."""
        if self.script == "han":
            return "".join(self.words) + self.form
        if self.script in {"cyrillic", "greek"} and self.number % 2:
            return " ".join((self.form, *self.words))
        return " ".join((*self.words, self.form))


def register(size: int, *, seed: int) -> list[Firm]:
    """So many firms; about half stand in families of two to six sisters, some bear a common word, some one nearly alike."""
    chance = Random(seed)  # noqa: S311 - invented firms
    towns = [_word(chance, "latin", 2, 3) for _ in range(max(20, size // 400))]
    usual = [_word(chance, "latin", 2, 2) for _ in range(max(10, size // 2500))]
    firms: list[Firm] = []
    family = 0
    while len(firms) < size:
        family += 1
        first = _firm(chance, family, towns, usual, firms[-1] if firms else None)
        names = {first.name}
        made = [first]
        if chance.random() < 0.24:
            for _ in range(chance.randint(1, 5)):
                sister = _sister(chance, first, towns)
                if sister.name not in names:
                    names.add(sister.name)
                    made.append(sister)
        firms += [replace(each, number=place) for place, each in enumerate(made, len(firms))]
    return firms[:size]


def _word(chance: Random, script: str, least: int, most: int) -> str:
    text = "".join(chance.choice(SYLLABLES[script]) for _ in range(chance.randint(least, most)))
    return text.capitalize()


def _firm(chance: Random, family: int, towns: list[str], usual: list[str], before: Firm | None) -> Firm:
    script = chance.choices(list(SHARES), list(SHARES.values()))[0]
    length = chance.choices((2, 3, 4), (12, 53, 35))[0] if script in {"latin", "cyrillic"} else chance.choice((3, 4))
    telling = _word(chance, script, length, length)
    if script == "latin":
        drawn = chance.random()
        if drawn < 0.06:
            telling = chance.choice(usual)
        elif drawn < 0.08 and before and before.script == "latin" and len(before.telling) > 5:
            place = chance.randrange(1, len(before.telling))
            telling = before.telling[:place] + chance.choice("aeiourstnl") + before.telling[place + 1 :]
        elif drawn < 0.10:
            telling = "".join(chance.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(3))
    trade = chance.choice(TRADES[script])
    shapes: list[tuple[str, ...]] = [(telling, trade)] * 5
    if script == "latin":
        other = _word(chance, script, 2, 3)
        shapes += [
            (telling, other, trade), (telling, "&", other), (telling, "&", "Sons", trade), (trade, telling), (telling, "International"),
            (telling, "International", trade), (chance.choice(towns), telling, trade), (telling, "Brothers"), (telling, other, "&", "Partners"),
            (telling,),
        ]  # fmt: skip
    if script == "han":
        shapes = [(telling, trade)]
    return Firm(
        number=0,
        family=family,
        script=script,
        telling=telling,
        words=chance.choice(shapes),
        form=chance.choice(FORMS[script]),
        country=chance.choice(COUNTRIES[script]),
        city=chance.choice(towns),
        street=f"{chance.randint(1, 180)} {chance.choice(STREETS)} {chance.choice(KINDS)}",
    )


def _sister(chance: Random, first: Firm, towns: list[str]) -> Firm:
    """Another firm of the family: at the same address now and then, mostly not."""
    words = first.words
    trades = TRADES[first.script]
    how = chance.choices(("side", "number", "trade", "land", "form"), (25, 20, 35, 17, 3))[0]
    form, country = first.form, first.country
    if how == "trade" or (first.script != "latin" and how in {"side", "land"}):
        kept = tuple(each for each in words if each not in trades)
        words = (*kept, chance.choice([each for each in trades if each not in words]))
    elif how == "side":
        words = (*words, chance.choice(SIDES))
    elif how == "number":
        words = (*words, chance.choice(("2", "3", "4", "5", "VI")))
    elif how == "land":
        words = (*words, f"({chance.choice(LANDS)})")
        country = chance.choice(COUNTRIES[first.script])
    else:
        form = OTHER_FORM[first.script]
    same_house = chance.random() < 0.25
    return replace(
        first,
        words=words,
        form=form,
        country=country,
        city=first.city if same_house or chance.random() < 0.3 else chance.choice(towns),
        street=first.street
        if same_house
        else f"{chance.randint(1, 180)} {chance.choice(STREETS)} {chance.choice(KINDS)}",
    )
