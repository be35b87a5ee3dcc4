"""Closed vocabularies of strategic plans (A), local plans (C) and GX zones."""

from __future__ import annotations

from data.domain.plan.vocabulary import Vocabulary


class AuthorKind(Vocabulary):
    """Who writes a plan: A is the State's, B and C are a local government's."""

    STATE = "state", "国", "the State"
    PREFECTURE = "prefecture", "都道府県", "prefecture"
    MUNICIPALITY = "municipality", "市区町村", "municipality"


class BarrierKind(Vocabulary):
    """Barriers that a strategic cluster meets (S2, lines 1940 and 1948)."""

    ROAD = "road", "道路", "road"
    INDUSTRIAL_WATER = "industrial_water", "工業用水", "industrial water"
    SEWERAGE = "sewerage", "下水道", "sewerage"
    AIRPORT_ACCESS = "airport_access", "空港アクセス", "airport access"
    POWER = "power", "電力", "power"
    TELECOM = "telecom", "通信", "telecom"
    LAND = "land", "産業用地", "industrial land"
    FIELD_BASE = "field_base", "分野特有の拠点", "field-specific base"
    TRAINING = "training", "人材育成", "training"
    OTHER = "other", "その他", "other"


class CounterpartKind(Vocabulary):
    """What sort of party a local business deals with."""

    LARGE_FIRM = "large_firm", "大企業", "large firm"
    FRANCHISOR = "franchisor", "フランチャイザー", "franchisor"
    OTHER = "other", "その他", "other"


class ApplicantKind(Vocabulary):
    """What kind of local government an application comes from, by its code."""

    PREFECTURE = "prefecture", "都道府県", "prefecture"
    DESIGNATED_CITY = "designated_city", "政令指定都市", "designated city"
    MUNICIPALITY = "municipality", "市区町村", "municipality"
    WARD = "ward", "政令指定都市の行政区", "ward of a designated city"


class SiteKind(Vocabulary):
    """What the land of a plot is or was."""

    FORMER_COMPLEX = "former_complex", "コンビナート跡地", "former industrial complex"
    IDLE_PLANT = "idle_plant", "工場等の遊休地", "idle plant land"
    INDUSTRIAL_ESTATE = "industrial_estate", "産業団地", "industrial estate"
    GREENFIELD = "greenfield", "未利用地", "greenfield"
    OTHER = "other", "その他", "other"


class GridStage(Vocabulary):
    """How firm a connection to the grid is."""

    ENQUIRY = "enquiry", "事前相談", "enquiry"
    STUDY = "study", "接続検討", "study"
    CONTRACT = "contract", "契約済み", "contract"
    ENERGISED = "energised", "受電中", "energised"


class ElectricitySource(Vocabulary):
    """Sources of electricity; which are decarbonised is said in ``data.domain.facility``."""

    NUCLEAR = "nuclear", "原子力", "nuclear"
    HYDRO = "hydro", "水力", "hydro"
    GEOTHERMAL = "geothermal", "地熱", "geothermal"
    WIND = "wind", "風力", "wind"
    SOLAR = "solar", "太陽光", "solar"
    BIOMASS = "biomass", "バイオマス", "biomass"
    THERMAL = "thermal", "火力", "thermal"
    UNSPECIFIED = "unspecified", "電源の特定なし", "unspecified"


class ElectricityContract(Vocabulary):
    """How electricity is procured."""

    ON_SITE = "on_site", "自家発電", "on site"
    DIRECT_LINE = "direct_line", "自営線", "direct line"
    PPA = "ppa", "電力購入契約（PPA）", "power purchase agreement"
    RETAIL_MENU = "retail_menu", "小売メニュー", "retail menu"
    CERTIFICATE = "certificate", "非化石証書等", "certificate"


class PartnerKind(Vocabulary):
    """Who takes part in a zone."""

    MUNICIPALITY = "municipality", "市区町村", "municipality"
    PREFECTURE = "prefecture", "都道府県", "prefecture"
    POWER_COMPANY = "power_company", "電力会社", "power company"
    TELECOM_COMPANY = "telecom_company", "通信事業者", "telecom company"
    DATA_CENTRE_COMPANY = "data_centre_company", "データセンター事業者", "data centre company"
    COMPANY = "company", "その他の企業", "other company"
    UNIVERSITY = "university", "大学・研究機関", "university or institute"


class Topic(Vocabulary):
    """Topics an application for a zone speaks to beside the four sides."""

    HAZARD = "hazard", "災害リスク", "disaster risk"
    TELECOM = "telecom", "通信", "telecom"
    WATER = "water", "用水・冷却水", "industrial and cooling water"
    TRANSPORT = "transport", "交通", "transport"
    PHASING = "phasing", "段階整備", "phasing"
    COEXISTENCE = "coexistence", "地域との共生", "coexistence"
    COMMITMENT = "commitment", "自治体のコミットメント", "municipal commitment"


class Side(Vocabulary):
    """The four sides from which zones ①–③ are judged."""

    INFRASTRUCTURE = "infrastructure", "インフラ", "infrastructure"
    COMPETITIVENESS = "competitiveness", "競争力", "competitiveness"
    DECARBONISATION = "decarbonisation", "脱炭素", "decarbonisation"
    REGION = "region", "地域との連携", "working with the region"


class ZoneStatus(Vocabulary):
    """Where a zone stands in the selection."""

    PROPOSED = "proposed", "提案", "proposed"
    APPLIED = "applied", "申請", "applied"
    PROMISING = "promising", "有望地域", "promising area"
    CERTIFIED = "certified", "認定", "certified"
    NOT_SELECTED = "not_selected", "不選定", "not selected"
    WITHDRAWN = "withdrawn", "取下げ", "withdrawn"


class ContributionKind(Vocabulary):
    """Ways in which a company gives back to the area of a power source."""

    SITING = "siting", "電源地域への立地", "siting in the host area"
    LONG_PPA = "long_ppa", "長期の電力購入契約", "long PPA"
    FUND = "fund", "基金への拠出", "fund"
    DONATION = "donation", "寄附", "donation"
    OTHER = "other", "その他", "other"
