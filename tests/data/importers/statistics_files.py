"""Small tables of official statistics in the forms that offices publish them; the figures are made up."""

from __future__ import annotations

from pathlib import Path

SSDSE_A = """SSDSE-A-2026,Prefecture,Municipality,A1101,B1101,C220837
,,年度,2020,2024,2021
地域コード,都道府県,市区町村,総人口,総面積,従業者数（製造業）
R15100,新潟県,新潟市,"789,275",72619,４０１００
R15202,新潟県,長岡市,266936,89106,X
R15586,新潟県,粟島浦村,353,978,-
R99999,架空県,架空市,1,2,3
"""
SSDSE_A_PLAIN = """muni_code,pref_name,muni_name,A1101,B1101
15100,新潟県,新潟市,789275,72619
"""
ITEMS = "column,year,name_ja\nA1101,2020,総人口\nB1101,2024,総面積\n"
SSDSE_E = """SSDSE-E-2024,Prefecture,A1101,C1121
,年度,2022,2019
地域コード,都道府県,総人口,県内総生産額
R00000,全国,124947000,580846867
R15000,新潟県,2153000,9185500
"""
PRODUCT = """pref_code,pref_name,fiscal_year,gross_pref_product_nominal_million_jpy,series
15,新潟県,2018,9000000,base2011
15,新潟県,2018,9100000,base2015
15,新潟県,平成30,9100000,base2015
"""
POPULATION = """令和4年1月1日住民基本台帳人口・世帯数（総計）,,,
,,,令和4年
,,,計
団体コード,都道府県名,市区町村名,人
-,合計,-,2188469
150002,新潟県,-,2188469
151009,新潟県,新潟市,779613
151017,新潟県,新潟市北区,72330
153001,新潟県,北蒲原郡,14000
153079,新潟県,北蒲原郡聖籠町,14000
153078,新潟県,検査数字の誤り町,1
注：外国人を含む,,,
"""
BENCHMARKS = """scope,code,jsic_revision,definition,year,value_added_yen,workers,per_worker_yen
industry,31,13,economic_census_net,2021,600000000,100,
industry,31,13,economic_census_net,2016,,,5500000
prefecture,15,,economic_census_net,2021,,,"4,000,000"
prefecture,16,,economic_census_net,2021,,,X
prefecture,15,,manufacturing_survey,2020,,,9000000
"""


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a table and return its path."""
    path.write_bytes(text.encode(encoding))
    return path
