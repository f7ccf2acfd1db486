"""What is traded: real commodity codes with round, invented prices, weights and rates, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

# Code (HS 2022), description, price (USD/kg), weight of a line (kg), rate (%), origins with the most usual first.
_TABLE = """
020714|Frozen cuts of chicken|2.1|18000|15|BR US PL TH
030617|Frozen shrimps and prawns|8.5|9000|10|EC IN VN ID
040690|Cheese|5.8|4000|20|NL FR IT DE
060311|Fresh cut roses|6.0|600|8|KE EC ET CO
070200|Fresh tomatoes|1.2|15000|12|MA ES TR MX
080390|Fresh bananas|0.7|19000|5|EC CR PH CO
080510|Fresh oranges|0.8|20000|8|ZA EG ES MA
090111|Coffee, not roasted|3.8|18000|0|BR CO ET VN
090121|Coffee, roasted|11.0|1500|8|IT DE CH BR
100199|Wheat|0.3|25000|0|CA AU FR UA
120190|Soya beans|0.5|24000|0|BR US AR
151190|Palm oil, refined|1.1|20000|6|ID MY
170199|White sugar|0.6|24000|30|BR IN TH
180632|Chocolate in bars|6.5|5000|12|BE CH DE CI
190590|Biscuits and bakers' wares|3.2|6000|14|IT TR ID DE
210690|Food preparations|7.0|3000|12|US DE NL TH
220300|Beer made from malt|1.1|18000|25|BE DE MX NL
220421|Wine in bottles|5.5|9000|35|FR IT ES CL ZA
220429|Wine in bulk|1.6|20000|20|CL ZA ES AU
220830|Whisky|14.0|5000|60|GB US JP
240220|Cigarettes|16.0|4000|90|DE KR ID
240319|Smoking tobacco|12.0|2000|75|NL DE US
270900|Crude petroleum oils|0.5|25000|0|SA NG NO
271019|Gas oil and lubricants|0.9|22000|10|SA KR SG
282890|Hypochlorites and chlorites|1.0|8000|5|CN IN DE
290531|Ethylene glycol|0.8|20000|5|SA CN US
300215|Immunological products|900.0|60|0|DE US IE CH
300490|Medicaments in doses|95.0|400|2|IN DE CH FR
310210|Urea|0.4|25000|0|EG SA CN
330300|Perfumes and toilet waters|40.0|700|20|FR IT ES AE
330499|Beauty and skin-care preparations|18.0|1500|20|KR FR US CN
340250|Washing preparations for retail sale|1.9|12000|12|TR DE CN
360410|Fireworks|4.5|3000|10|CN
380891|Insecticides|9.0|2500|5|CN IN DE
390120|Polyethylene, high density|1.2|22000|5|SA KR US
392690|Articles of plastics|5.5|4000|12|CN TR DE VN
401110|Tyres for cars|3.6|12000|15|CN TH KR DE
420221|Handbags of leather|55.0|500|25|IT FR CN IN
420292|Bags of textile or plastics|9.0|3000|18|CN VN BD
440710|Sawn coniferous wood|0.5|24000|3|SE FI CA
480257|Paper for writing and printing|1.1|20000|5|ID FI PT
482010|Registers, notebooks and diaries|3.0|6000|10|CN IN VN
490199|Printed books|8.0|2000|0|GB US CN
520100|Cotton, not carded|1.9|20000|0|US BR IN
540752|Dyed woven fabrics of polyester|4.2|9000|12|CN KR TR
610910|T-shirts of cotton, knitted|12.0|4000|30|BD TR CN IN
611030|Pullovers of man-made fibres|14.0|3500|30|BD CN VN KH
620342|Trousers of cotton, for men|15.0|4500|30|BD PK TR TN
620462|Trousers of cotton, for women|16.0|4500|30|BD CN TN KH
620520|Shirts of cotton, for men|18.0|2500|30|BD IN MU
630260|Towels of terry cotton|7.5|6000|20|PK TR IN
640299|Footwear of rubber or plastics|9.0|5000|25|CN VN ID
640399|Footwear with leather uppers|24.0|3500|30|IT VN PT CN
640411|Sports footwear with textile uppers|19.0|4000|28|VN ID CN
650500|Hats and headgear, knitted|16.0|800|18|CN BD
690721|Ceramic tiles|0.5|24000|20|ES IT CN IN
701337|Drinking glasses|1.8|9000|15|CN TR FR
711319|Jewellery of precious metal|9000.0|5|15|IN IT AE TH
720839|Flat-rolled steel in coils|0.8|24000|8|KR TR IN CN
730890|Structures of iron or steel|2.4|16000|10|CN TR IT
732393|Kitchen articles of stainless steel|6.0|5000|18|CN IN
760612|Plates of aluminium alloys|3.8|14000|7|DE CN AE
820559|Hand tools|7.0|3000|12|CN DE US
841510|Air conditioners for walls|8.0|9000|18|CN TH MY
841810|Combined refrigerators and freezers|5.0|9000|20|TR CN KR
842952|Mechanical shovels and excavators|9.0|22000|5|JP KR DE
845011|Washing machines|4.8|9000|18|TR CN KR
847130|Portable computers|120.0|1200|0|CN VN TW
847150|Processing units|150.0|800|0|CN US MX
848180|Taps and valves|14.0|3000|8|IT DE CN
850440|Static converters and chargers|22.0|1500|8|CN VN MX
850760|Lithium-ion batteries|35.0|3000|8|CN KR JP
851713|Smartphones|420.0|350|10|CN VN IN
851762|Machines that send or receive data|130.0|500|5|CN VN US
852352|Smart cards|160.0|80|5|DE FR CN
852872|Television receivers|16.0|8000|18|CN TR VN
854143|Photovoltaic cells in modules|9.5|18000|0|CN VN MY
854231|Processors and controllers|1500.0|30|0|TW MY KR US
870120|Road tractors, used|5.0|8000|15|DE NL SE
870323|Cars of 1500 to 3000 cc|13.0|14000|40|JP DE KR
870332|Diesel cars of 1500 to 2500 cc|12.0|14000|45|DE FR KR
870380|Electric cars|18.0|14000|10|CN DE KR
870829|Parts of car bodies|9.0|5000|15|DE JP CN TR
870899|Parts of motor vehicles|10.0|5000|15|JP DE CN TH
871120|Motorcycles up to 250 cc|8.0|6000|25|IN CN JP
871200|Bicycles|9.0|4000|20|TW CN KH
900150|Spectacle lenses|180.0|60|5|TH CN FR
901890|Medical instruments|110.0|250|0|US DE IE MX
910211|Wrist-watches, electrically operated|800.0|30|15|CH CN JP
930690|Ammunition and parts|45.0|300|20|US IT BR
940161|Upholstered seats with wooden frames|6.0|6000|20|CN VN IT PL
940350|Wooden bedroom furniture|3.5|9000|20|VN MY PL CN
940542|Lighting with LED sources|14.0|3000|15|CN
950300|Toys|9.0|4500|12|CN VN ID
950450|Video game consoles|70.0|900|12|CN VN
950691|Equipment for exercise|6.0|6000|15|CN TW
961900|Sanitary towels and napkins|4.0|8000|12|CN TR PL
970121|Paintings over 100 years old|4000.0|20|0|FR GB IT
"""

# Where a dearer code of the same heading or a like one lies, goods are declared under the cheaper.
_MISTAKEN_FOR = {
    "220421": "220429",
    "240220": "240319",
    "090121": "090111",
    "330300": "330499",
    "420221": "420292",
    "640399": "640299",
    "640411": "640299",
    "611030": "540752",
    "610910": "520100",
    "620342": "540752",
    "620462": "540752",
    "851713": "851762",
    "850440": "847150",
    "870323": "870380",
    "870332": "870380",
    "950450": "847150",
    "841510": "848180",
    "845011": "848180",
    "852872": "847150",
    "180632": "210690",
    "940161": "730890",
    "220830": "220421",
}
# Chapters that are traded far less than others, as a share of what the others are.
_RARE = {"36": 0.3, "93": 0.06, "97": 0.1, "71": 0.3, "27": 0.4}
# Chapters with goods that licences and bans concern.
_CONTROLLED = ("28", "29", "30", "36", "38", "93", "97")


@dataclass(frozen=True)
class Goods:
    """The table as arrays; a commodity is a place in them."""

    hs: tuple[str, ...]
    description: tuple[str, ...]
    price: np.ndarray  # USD per kg
    weight: np.ndarray  # kg of a usual line
    rate_ppm: np.ndarray
    countries: tuple[str, ...]  # every origin there is
    origins: np.ndarray  # (goods, 5) places of countries, the last repeated
    origin_counts: np.ndarray
    mistaken_for: np.ndarray  # place of the cheaper code, -1 where there is none
    controlled: np.ndarray  # bool
    popularity: np.ndarray  # sums to one

    @cached_property
    def same_chapter(self) -> tuple[np.ndarray, ...]:
        """For each commodity the places of all of its chapter."""
        chapters = np.array([code[:2] for code in self.hs])
        return tuple(np.flatnonzero(chapters == chapter) for chapter in chapters)


def table() -> Goods:
    """The table of goods."""
    rows = [line.split("|") for line in _TABLE.strip().splitlines()]
    codes = tuple(row[0] for row in rows)
    lists = [row[5].split() for row in rows]
    countries = tuple(sorted({country for one in lists for country in one}))
    place = {country: number for number, country in enumerate(countries)}
    popularity = np.array([_RARE.get(code[:2], 1.0) for code in codes])
    padded = [[place[one[min(number, len(one) - 1)]] for number in range(5)] for one in lists]
    return Goods(
        hs=codes,
        description=tuple(row[1] for row in rows),
        price=np.array([float(row[2]) for row in rows]),
        weight=np.array([float(row[3]) for row in rows]),
        rate_ppm=np.array([int(row[4]) * 10_000 for row in rows], np.int64),
        countries=countries,
        origins=np.array(padded, np.int64),
        origin_counts=np.array([len(one) for one in lists], np.int64),
        mistaken_for=np.array([codes.index(_MISTAKEN_FOR[code]) if code in _MISTAKEN_FOR else -1 for code in codes]),
        controlled=np.array([code.startswith(_CONTROLLED) for code in codes]),
        popularity=popularity / popularity.sum(),
    )
