"""The make-up of the entry summary messages CC315A (new) and CC313A (amendment): every field and group as a row.

`must` marks what a message is unusable without; `most` is how often a group may stand. A party group names its fields
by meaning as well, because all nine parties are read alike. What one administration asks for beyond this (which party
must give an address, which code goes with which mode of transport) is that administration's business and not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from trustlane.declarations.readers.ens_formats import (
    COUNTRY,
    DAY,
    FLAG,
    LANGUAGE,
    LETTER,
    MASS,
    MESSAGE_TYPE,
    MOMENT,
    MRN,
    OFFICE,
    PLACE,
    PRIORITY,
    TIME,
    TIN,
    Format,
    number,
    text,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One value: its tag, what it is called among people, how it is written."""

    tag: str
    what: str
    format: Format
    must: bool = False


@dataclass(frozen=True, slots=True)
class PartyTags:
    """Which tags of a party's group carry what."""

    role: str
    identifier: str
    name: str
    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Group:
    """A set of fields and of groups within, standing up to `most` times."""

    tag: str
    what: str
    parts: tuple[Field | Group, ...]
    must: bool = False
    most: int = 1
    party: PartyTags | None = None


def _must(tag: str, what: str, form: Format) -> Field:
    return Field(tag, what, form, must=True)


def _party(tag: str, what: str, tags: PartyTags, language: str, *, must: bool = False) -> Group:
    fields = (
        Field(tags.name, "name", text(35)),
        Field(tags.street, "street and number", text(35)),
        Field(tags.postcode, "postcode", text(9)),
        Field(tags.city, "city", text(35)),
        Field(tags.country, "country", COUNTRY),
        Field(language, "language of name and address", LANGUAGE),
        Field(tags.identifier, "identification number", TIN),
    )
    return Group(tag, what, fields, must=must, party=tags)


CONSIGNOR = _party(
    "TRACONCO1",
    "consignor",
    PartyTags("consignor", "TINCO159", "NamCO17", "StrAndNumCO122", "PosCodCO123", "CitCO124", "CouCO125"),
    "NADLNGCO",
)
CONSIGNEE = _party(
    "TRACONCE1",
    "consignee",
    PartyTags("consignee", "TINCE159", "NamCE17", "StrAndNumCE122", "PosCodCE123", "CitCE124", "CouCE125"),
    "NADLNGCE",
)
NOTIFY_PARTY = _party(
    "NOTPAR670",
    "notify party",
    PartyTags(
        "notify_party",
        "TINNOTPAR671",
        "NamNOTPAR672",
        "StrNumNOTPAR673",
        "PosCodNOTPAR676",
        "CitNOTPAR674",
        "CouCodNOTPAR675",
    ),
    "NOTPAR670LNG",
)
ITEM_CONSIGNOR = _party(
    "TRACONCO2",
    "consignor of the item",
    PartyTags("consignor", "TINCO259", "NamCO27", "StrAndNumCO222", "PosCodCO223", "CitCO224", "CouCO225"),
    "NADLNGGTCO",
)
ITEM_CONSIGNEE = _party(
    "TRACONCE2",
    "consignee of the item",
    PartyTags("consignee", "TINCE259", "NamCE27", "StrAndNumCE222", "PosCodCE223", "CitCE224", "CouCE225"),
    "NADLNGGICE",
)
ITEM_NOTIFY_PARTY = _party(
    "PRTNOT640",
    "notify party of the item",
    PartyTags(
        "notify_party",
        "TINPRTNOT641",
        "NamPRTNOT642",
        "StrNumPRTNOT646",
        "PstCodPRTNOT644",
        "CtyPRTNOT643",
        "CouCodGINOT647",
    ),
    "PRTNOT640LNG",
)
REPRESENTATIVE = _party(
    "TRAREP",
    "representative",
    PartyTags("representative", "TINTRE1", "NamTRE1", "StrAndNumTRE1", "PosCodTRE1", "CitTRE1", "CouCodTRE1"),
    "TRAREPLNG",
)
LODGING_PERSON = _party(
    "PERLODSUMDEC",
    "person lodging the declaration",
    PartyTags("declarant", "TINPLD1", "NamPLD1", "StrAndNumPLD1", "PosCodPLD1", "CitPLD1", "CouCodPLD1"),
    "PERLODSUMDECLNG",
    must=True,
)
CARRIER = _party(
    "TRACARENT601",
    "carrier at entry",
    PartyTags(
        "carrier",
        "TINTRACARENT602",
        "NamTRACARENT604",
        "StrNumTRACARENT607",
        "PstCodTRACARENT606",
        "CtyTRACARENT603",
        "CouCodTRACARENT605",
    ),
    "TRACARENT601LNG",
)

ENVELOPE: Final[tuple[Field, ...]] = (
    Field("SynIdeMES1", "syntax identifier", text(4)),
    Field("SynVerNumMES2", "syntax version", FLAG),
    _must("MesSenMES3", "message sender", text(35)),
    Field("SenIdeCodQuaMES4", "sender's qualifier", text(4)),
    _must("MesRecMES6", "message recipient", text(35)),
    Field("RecIdeCodQuaMES7", "recipient's qualifier", text(4)),
    _must("DatOfPreMES9", "date of preparation", DAY),
    _must("TimOfPreMES10", "time of preparation", TIME),
    Field("IntConRefMES11", "interchange reference", text(14)),
    Field("RecRefMES12", "recipient's reference", text(14)),
    Field("RecRefQuaMES13", "recipient's reference qualifier", text(2)),
    Field("AppRefMES14", "application reference", text(14)),
    Field("PriMES15", "priority", PRIORITY),
    Field("AckReqMES16", "acknowledgement request", FLAG),
    Field("ComAgrIdMES17", "communications agreement", text(35)),
    Field("TesIndMES18", "test indicator", FLAG),
    _must("MesIdeMES19", "message identification", text(14)),
    _must("MesTypMES20", "message type", MESSAGE_TYPE),
    Field("ComAccRefMES21", "common access reference", text(35)),
    Field("MesSeqNumMES22", "message sequence number", number(2)),
    Field("FirAndLasTraMES23", "first and last transfer", PRIORITY),
    Field("CorIdeMES25", "correlation identifier", text(14)),
)

TRANSPORT: Final[tuple[Field, ...]] = (
    _must("TraModAtBorHEA76", "mode of transport at the border", number(2)),
    Field("IdeOfMeaOfTraCroHEA85", "identity of the means of transport crossing the border", text(27)),
    Field("IdeOfMeaOfTraCroHEA85LNG", "its language", LANGUAGE),
    Field("NatOfMeaOfTraCroHEA87", "nationality of the means of transport crossing the border", COUNTRY),
    _must("TotNumOfIteHEA305", "total number of items", number(5)),
    Field("TotNumOfPacHEA306", "total number of packages", number(7)),
    Field("TotGroMasHEA307", "total gross mass", MASS),
)
CIRCUMSTANCES: Final[tuple[Field, ...]] = (
    Field("SpeCirIndHEA1", "specific circumstance indicator", LETTER),
    Field("TraChaMetOfPayHEA1", "method of payment of transport charges", LETTER),
    Field("ComRefNumHEA", "commercial reference number", text(70)),
    Field("ConRefNumHEA", "conveyance reference number", text(35)),
    Field("PlaLoaGOOITE334", "place of loading", PLACE),
    Field("PlaLoaGOOITE334LNG", "its language", LANGUAGE),
    Field("PlaUnlGOOITE334", "place of unloading", PLACE),
    Field("CodPlUnHEA357LNG", "its language", LANGUAGE),
)
HEADER_NEW = Group(
    "HEAHEA",
    "header",
    (
        _must("RefNumHEA4", "reference number", text(22)),
        *TRANSPORT,
        _must("DecPlaHEA394", "place of declaration", text(35)),
        Field("DecPlaHEA394LNG", "its language", LANGUAGE),
        *CIRCUMSTANCES,
        _must("DecDatTimHEA114", "date and time of declaration", MOMENT),
    ),
    must=True,
)
HEADER_AMENDED = Group(
    "HEAHEA",
    "header",
    (
        _must("DocNumHEA5", "movement reference number", MRN),
        *TRANSPORT,
        _must("AmdPlaHEA598", "place of amendment", text(35)),
        Field("AmdPlaHEA598LNG", "its language", LANGUAGE),
        *CIRCUMSTANCES,
        _must("DatTimAmeHEA113", "date and time of amendment", MOMENT),
    ),
    must=True,
)

ITEM = Group(
    "GOOITEGDS",
    "goods item",
    (
        _must("IteNumGDS7", "item number", number(5)),
        Field("GooDesGDS23", "description of the goods", text(280)),
        Field("GooDesGDS23LNG", "its language", LANGUAGE),
        Field("GroMasGDS46", "gross mass", MASS),
        Field("MetOfPayGDI12", "method of payment of transport charges", LETTER),
        Field("ComRefNumGIM1", "commercial reference number", text(70)),
        Field("UNDanGooCodGDI1", "UN number of dangerous goods", text(4)),
        Field("PlaLoaGOOITE333", "place of loading", PLACE),
        Field("PlaLoaGOOITE333LNG", "its language", LANGUAGE),
        Field("PlaUnlGOOITE333", "place of unloading", PLACE),
        Field("PlaUnlGOOITE333LNG", "its language", LANGUAGE),
        Group(
            "PRODOCDC2",
            "produced document",
            (
                _must("DocTypDC21", "type of document", text(4)),
                _must("DocRefDC23", "reference of the document", text(35)),
                Field("DocRefDCLNG", "its language", LANGUAGE),
            ),
            most=99,
        ),
        Group(
            "SPEMENMT2", "special mention", (_must("AddInfCodMT23", "additional information code", text(5)),), most=99
        ),
        ITEM_CONSIGNOR,
        Group("COMCODGODITM", "commodity code", (_must("ComNomCMD1", "commodity code", text(8)),)),
        ITEM_CONSIGNEE,
        Group("CONNR2", "container", (_must("ConNumNR21", "container number", text(17)),), most=99),
        Group(
            "IDEMEATRAGI970",
            "means of transport of the item",
            (
                Field("NatIDEMEATRAGI973", "nationality of the means of transport", COUNTRY),
                _must("IdeMeaTraGIMEATRA971", "identity of the means of transport", text(27)),
                Field("IdeMeaTraGIMEATRA972LNG", "its language", LANGUAGE),
            ),
            most=999,
        ),
        Group(
            "PACGS2",
            "packages",
            (
                _must("KinOfPacGS23", "kind of packages", text(2)),
                Field("NumOfPacGS24", "number of packages", number(5)),
                Field("NumOfPieGS25", "number of pieces", number(5)),
                Field("MarNumOfPacGSL21", "marks and numbers of packages", text(140)),
                Field("MarNumOfPacGSL21LNG", "its language", LANGUAGE),
            ),
            most=99,
        ),
        ITEM_NOTIFY_PARTY,
    ),
    must=True,
    most=999,
)

_AFTER_HEADER: Final[tuple[Group, ...]] = (
    CONSIGNOR,
    CONSIGNEE,
    NOTIFY_PARTY,
    ITEM,
    Group("ITI", "country of the itinerary", (_must("CouOfRouCodITI1", "country on the route", COUNTRY),), most=99),
    Group("CUSOFFLON", "office of lodgement", (_must("RefNumCOL1", "office of lodgement", OFFICE),)),
    REPRESENTATIVE,
    LODGING_PERSON,
    Group(
        "SEAID529",
        "seal",
        (_must("SeaIdSEAID530", "identity of the seal", text(20)), Field("SeaIdSEAID530LNG", "its language", LANGUAGE)),
        most=9999,
    ),
    Group(
        "CUSOFFFENT730",
        "office of first entry",
        (
            _must("RefNumCUSOFFFENT731", "office of first entry", OFFICE),
            _must("ExpDatOfArrFIRENT733", "expected date and time of arrival", MOMENT),
        ),
        must=True,
    ),
    Group(
        "CUSOFFSENT740",
        "office of subsequent entry",
        (_must("RefNumSUBENR909", "office of subsequent entry", OFFICE),),
        most=99,
    ),
    CARRIER,
)

MESSAGES: Final[dict[str, Group]] = {
    "CC315A": Group("CC315A", "entry summary declaration", (*ENVELOPE, HEADER_NEW, *_AFTER_HEADER), must=True),
    "CC313A": Group(
        "CC313A", "amendment of an entry summary declaration", (*ENVELOPE, HEADER_AMENDED, *_AFTER_HEADER), must=True
    ),
}
