"""Brings coordinates to EPSG:4326, and tells when what a file declares cannot be true.

Order of trust: what the sender states, what the file declares, and only for degrees that lie in Japan the
assumption of JGD2011. Declared metres that are degrees, or degrees that are metres, stop the import with the
option that would settle it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.extent import Geometries, inside_japan
from data.importers.log import IssueLog
from data.importers.reading import Reading, Swap

SAME_AS_4326 = frozenset({4326, 6668, 4979, 6697})
"""WGS 84 and JGD2011 (also with heights), which agree to centimetres: taken as they are."""
JGD2000 = frozenset({4612, 4947})
"""Differs from JGD2011 by the 2011 earthquake: up to about 5 m in Tohoku, little in the west."""
ASSUMED_CRS = "EPSG:6668"
NOT_KNOWN = "不明 / not known"
MOSTLY = 0.5
"""Share of geometries that has to look alike before a contradiction is called one."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How the coordinates of a file become EPSG:4326, settled once for all of its blocks."""

    name: str
    """The CRS they come in."""
    exchanged: bool = False
    transformer: Transformer | None = None

    def of(self, geometries: Geometries) -> Geometries:
        """Return geometries in EPSG:4326 (lon, lat)."""
        result = _exchanged(geometries) if self.exchanged else geometries
        if self.transformer is not None:
            result = shapely.transform(result, self.transformer.transform, interleaved=False)
        return result


def in_4326(
    geometries: Geometries, declared: str | None, reading: Reading, log: IssueLog
) -> tuple[Geometries, str]:
    """Return the geometries in EPSG:4326 (lon, lat) and the CRS they came in; see ``conversion_of``."""
    conversion = conversion_of(geometries, declared, reading, log)
    return conversion.of(geometries), conversion.name


def conversion_of(
    geometries: Geometries, declared: str | None, reading: Reading, log: IssueLog
) -> Conversion:
    """Settle by the first geometries of a file how its coordinates become EPSG:4326.

    A contradiction or a missing CRS that cannot be assumed is logged with severity ``stop``; nothing is
    converted then. Raises ``InvalidInput`` for a stated CRS that PROJ does not know.
    """
    exchanged = reading.swap is Swap.ALL
    if exchanged:
        geometries = _exchanged(geometries)
        log.whole(Severity.REPAIRED, "axes-exchanged-all", _ALL_EXCHANGED)
    crs = _stated(reading) or _declared(declared, log)
    degrees = _look_like_degrees(geometries)
    if crs is None:
        return Conversion(_assumed(degrees, log), exchanged)
    name = reading.crs or str(declared)
    if (crs.is_projected and degrees) or (crs.is_geographic and _look_like_metres(geometries)):
        message, code = (_DEGREES, "crs-contradicted") if degrees else (_METRES, "crs-contradicted")
        log.whole(Severity.STOP, code, message.filled(crs=name), value=name)
        return Conversion(name, exchanged)
    return Conversion(name, exchanged, _transformer(crs, log))


def _exchanged(geometries: Geometries) -> Geometries:
    return shapely.transform(geometries, lambda xy: xy[:, ::-1])  # type: ignore[no-any-return]


def crs_of(text: str) -> CRS | None:
    """Return the CRS that ``text`` names, or ``None`` when PROJ does not know it."""
    try:
        return CRS.from_user_input(text)
    except CRSError:
        return None


def _stated(reading: Reading) -> CRS | None:
    if reading.crs is None:
        return None
    crs = crs_of(reading.crs)
    if crs is None:
        raise InvalidInput.of([Problem("--crs", reading.crs, _NO_SUCH_CRS, _EXAMPLES)])
    return crs


def _declared(declared: str | None, log: IssueLog) -> CRS | None:
    if not declared:
        return None
    crs = crs_of(declared)
    if crs is None:
        log.whole(Severity.INFO, "crs-unreadable", _UNREADABLE.filled(crs=declared[:80]), value=declared)
    return crs


def _assumed(degrees: bool, log: IssueLog) -> str:
    if degrees:
        log.whole(Severity.INFO, "crs-assumed", _ASSUMED.filled(crs=ASSUMED_CRS), value=ASSUMED_CRS)
        return ASSUMED_CRS
    log.whole(Severity.STOP, "crs-missing", _MISSING)
    return NOT_KNOWN


def _transformer(crs: CRS, log: IssueLog) -> Transformer | None:
    """Return what converts from ``crs``, or ``None`` when coordinates are taken as they are."""
    code = crs.to_epsg()
    if code in SAME_AS_4326:
        return None
    if code in JGD2000:
        log.whole(Severity.INFO, "crs-taken-as-it-is", _JGD2000, value=crs.name)
        return None
    group = TransformerGroup(crs, 4326, always_xy=True)
    transformer = group.transformers[0]
    accuracy = transformer.accuracy
    stated = f"{accuracy:g} m" if accuracy is not None and accuracy >= 0 else "―"
    message = _CONVERTED if group.best_available else _CONVERTED_WITHOUT_GRID
    log.whole(Severity.INFO, "crs-converted", message.filled(crs=crs.name, accuracy=stated), value=crs.name)
    return transformer


def _finite_bounds(geometries: Geometries) -> npt.NDArray[np.float64]:
    bounds = shapely.bounds(geometries)
    finite: npt.NDArray[np.float64] = bounds[np.isfinite(bounds).all(axis=1)]
    return finite


def _look_like_degrees(geometries: Geometries) -> bool:
    """Whether most lie in Japan when read as degrees, in either order of axes."""
    bounds = _finite_bounds(geometries)
    if not len(bounds):
        return False
    halves = bounds / 2
    x, y = halves[:, 0] + halves[:, 2], halves[:, 1] + halves[:, 3]
    return bool((inside_japan(x, y) | inside_japan(y, x)).mean() > MOSTLY)


def _look_like_metres(geometries: Geometries) -> bool:
    """Whether most are beyond what degrees can be, and yet within what metres on a plane can be."""
    largest = np.abs(_finite_bounds(geometries)).max(axis=1, initial=0)
    return bool(len(largest) and ((largest > 360) & (largest < 1e8)).mean() > MOSTLY)


_OFFER = Text(
    "平面直角座標系なら --crs EPSG:6669〜EPSG:6687(1〜19系)、"
    "経緯度なら --crs EPSG:6668(JGD2011)又は EPSG:4301(旧日本測地系)を指定してください。",
    "Give --crs EPSG:6669 to EPSG:6687 for the plane rectangular zones I to XIX, "
    "EPSG:6668 (JGD2011) or EPSG:4301 (Tokyo Datum) for degrees.",
)
_MISSING = Text(
    f"座標参照系の記載(.prjなど)がなく、値からも決まらないため中止しました。{_OFFER.ja}",
    f"No coordinate reference system is declared and the values leave it open; stopped. {_OFFER.en}",
)
_ASSUMED = Text(
    "座標参照系の記載がないため {crs}(JGD2011)とみなしました。"
    "旧日本測地系のデータであれば約400mずれるので --crs EPSG:4301 を指定してください。",
    "No coordinate reference system is declared; {crs} (JGD2011) was assumed. Data in Tokyo Datum would be "
    "about 400 m off: give --crs EPSG:4301 then.",
)
_DEGREES = Text(
    "座標参照系は {crs}(メートル)と記載されていますが、値は経緯度(度)です。"
    "記載の誤りとみられるため中止しました。"
    "経緯度として取り込むには --crs EPSG:4326 を指定してください。",
    "The declared reference system {crs} is in metres, but the values are degrees; stopped. "
    "Give --crs EPSG:4326 to take them as longitude and latitude.",
)
_METRES = Text(
    f"座標参照系は {{crs}}(度)と記載されていますが、値は度の範囲を超えています。中止しました。{_OFFER.ja}",
    f"The declared reference system {{crs}} is in degrees, but the values are not; stopped. {_OFFER.en}",
)
_UNREADABLE = Text(
    "記載された座標参照系を読み取れません({crs})。", "The declared reference system cannot be read ({crs})."
)
_NO_SUCH_CRS = Text("座標参照系を特定できません。", "There is no such coordinate reference system.")
_EXAMPLES = Text(
    "EPSG:6668、EPSG:4301、EPSG:6677 のようにEPSGコードで指定してください。",
    "Give an EPSG code such as EPSG:6668, EPSG:4301 or EPSG:6677.",
)
_JGD2000 = Text(
    "JGD2000の座標をそのまま用いました。2011年の地震による変動(東北で最大約5m)は補正していません。",
    "JGD2000 coordinates were taken as they are; the shift of the 2011 earthquake (up to about 5 m) remains.",
)
_CONVERTED = Text(
    "座標参照系 {crs} から EPSG:4326 に変換しました(変換の公称精度：{accuracy})。",
    "Converted from {crs} to EPSG:4326 (stated accuracy: {accuracy}).",
)
_CONVERTED_WITHOUT_GRID = Text(
    "座標参照系 {crs} から EPSG:4326 に変換しました。"
    "格子による変換パラメーターがないため簡易な変換によりました(公称精度：{accuracy})。",
    "Converted from {crs} to EPSG:4326 without the shift grid, which is not installed "
    "(stated accuracy: {accuracy}).",
)
_ALL_EXCHANGED = Text(
    "指定により、全ての行の2つの座標を入れ替えて読み取りました。",
    "As asked for, the two coordinates of every row were exchanged.",
)
