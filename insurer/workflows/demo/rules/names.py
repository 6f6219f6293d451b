"""Words from which the demo's invented companies get their names."""

from __future__ import annotations

COUNTRIES = {
    "CN": ("有限公司", 22), "DE": ("GmbH", 16), "FR": ("SAS", 12), "IT": ("S.r.l.", 10), "ES": ("S.L.", 8),
    "GB": ("Ltd", 10), "US": ("Inc.", 12), "NL": ("B.V.", 6), "BE": ("NV", 4), "PL": ("Sp. z o.o.", 6),
    "CZ": ("s.r.o.", 4), "AT": ("GmbH", 3), "SE": ("AB", 4), "DK": ("A/S", 3), "PT": ("Lda.", 3),
    "RO": ("S.R.L.", 3), "HU": ("Kft.", 3), "TR": ("A.Ş.", 4), "MX": ("S.A. de C.V.", 3), "BR": ("Ltda.", 3),
    "IN": ("Pvt. Ltd.", 4), "VN": ("Co., Ltd.", 2), "TH": ("Co., Ltd.", 2),
    "JP": ("株式会社", 2), "KR": ("Co., Ltd.", 1),
}  # fmt: skip
"""Per country the legal form and the number of buyers: 150 in 25 countries."""

FIRST = (
    "Alder", "Birch", "Cedar", "Delta", "Ember", "Falken", "Granit", "Helios", "Iris", "Juno", "Kestrel", "Lumen",
    "Meridian", "Norden", "Orion", "Pallas", "Quarz", "Rhein", "Solva", "Tavola", "Umbra", "Vela", "Wessel", "Xenia",
    "Ypsilon", "Zephyr", "Arven", "Borea", "Corvo", "Dorado",
)  # fmt: skip
SECOND = (
    ("Metallbau", "25"), ("Foods", "10"), ("Textiles", "13"), ("Components", "26"), ("Trading", "46"),
    ("Retail", "47"), ("Plastics", "22"), ("Machinery", "28"), ("Chemicals", "20"), ("Furniture", "31"),
    ("Paper", "17"), ("Electrics", "27"),
)  # fmt: skip
CHINESE_PLACES = ("宁波", "苏州", "东莞", "青岛", "厦门", "佛山", "无锡", "温州", "成都", "武汉", "天津")
CHINESE_WORDS = (("华恒", "机械", "28"), ("瑞丰", "纺织", "13"), ("金海", "电子", "26"), ("中泰", "贸易", "46"))
JAPANESE_WORDS = (("東海", "部品", "26"), ("北斗", "商事", "46"))

POLICYHOLDERS = (
    ("Nordhaus Werkzeuge GmbH", "DE", "25", "EUR", "en"),
    ("宁波海辰进出口有限公司", "CN", "46", "USD", "zh"),
    ("Atelier Lumière SAS", "FR", "31", "EUR", "en"),
    ("Harrow & Finch Ltd", "GB", "46", "GBP", "en"),
    ("苏州恒泰精密制造有限公司", "CN", "28", "CNY", "zh"),
    ("Cascade Components Inc.", "US", "26", "USD", "en"),
    ("Valdarno Tessuti S.r.l.", "IT", "13", "EUR", "en"),
    ("Polder Foods B.V.", "NL", "10", "EUR", "en"),
)
"""Name, country, NACE division, currency of the policy, language of its people."""
