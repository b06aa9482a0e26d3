"""Settings of a kiosk: one TOML file, every key documented here, a wrong key or value named with what is allowed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kiosk.errors import ConfigError as ConfigError
from kiosk.theme import colour_problem
from sync import credentials
from sync.protocol.base import Lang

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # the whole is made ready, not each part


class Screen(_Section):
    """The panel. Sizes of everything shown come from its true millimetres."""

    width_mm: Annotated[float, Field(ge=80, le=3000, description="true width of the picture, in millimetres")] = 336.0
    bottom_mm: Annotated[
        float, Field(ge=0, le=2500, description="height of the picture's lower edge above the floor, in millimetres")
    ] = 700.0
    viewing_mm: Annotated[float, Field(ge=200, le=20000, description="usual distance of the eye, in millimetres")] = (
        600.0
    )
    heading_deg: Annotated[
        float, Field(ge=0, lt=360, description="compass direction that a visitor at the panel faces, in degrees")
    ] = 0.0
    place: Annotated[
        str, Field(description="id of this kiosk among the kiosks of the map; empty for the first one")
    ] = ""
    theme: Annotated[
        Literal["light", "dark", "contrast-dark", "contrast-light"], Field(description="theme at the start of a visit")
    ] = "light"
    reduce_motion: Annotated[bool, Field(description="true shows no moving transitions")] = False
    light: Annotated[
        Literal["panel", "picture"],
        Field(description="what the desk's plan of light dims: the panel (backlight or DDC/CI), or only the picture"),
    ] = "panel"
    keys: Annotated[
        Literal["usual", "alphabetical"], Field(description="order of the letters on the screen's keyboard")
    ] = "usual"
    key_debounce_s: Annotated[
        float, Field(ge=0, le=0.5, description="seconds in which the same key of the keyboard does not type twice")
    ] = 0.1


class Visit(_Section):
    """How long a visit may rest. All in seconds."""

    idle_s: Annotated[float, Field(ge=20, le=600, description="without a touch until the warning")] = 60
    form_idle_s: Annotated[float, Field(ge=20, le=1200, description="the same while a form is filled in")] = 90
    ticket_idle_s: Annotated[float, Field(ge=5, le=120, description="how long a printed ticket stays shown")] = 15
    warning_s: Annotated[float, Field(ge=20, le=120, description="from the warning to the wipe")] = 20


class Printer(_Section):
    """The ticket printer."""

    kind: Annotated[
        Literal["network", "serial", "usb", "file", "none"], Field(description="how the printer is connected")
    ] = "none"
    host: Annotated[str, Field(description="network: its address")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="network: its port")] = 9100
    device: Annotated[str, Field(description="serial, file: its path, such as /dev/mizban/printer")] = ""
    baud: Annotated[int, Field(description="serial: bits per second")] = 115200
    usb_vendor: Annotated[int, Field(description="usb: vendor id")] = 0
    usb_product: Annotated[int, Field(description="usb: product id")] = 0
    flow: Annotated[
        Literal["none", "hardware", "software"], Field(description="serial: flow control, as set at the printer")
    ] = "hardware"
    answers: Annotated[
        bool, Field(description="false for a printer that never answers: its papers then stay uncertain")
    ] = True
    parts: Annotated[
        tuple[Literal["logo", "site", "place", "people_ahead", "wait", "qr", "code", "notes", "issued"], ...],
        Field(description="parts of papers that are printed; name, number and service always are"),
    ] = ("logo", "site", "place", "people_ahead", "wait", "qr", "code", "notes", "issued")
    dots: Annotated[Literal[384, 576], Field(description="printable width: 384 for 58 mm paper, 576 for 80 mm")] = 576


class Scanner(_Section):
    """The reader of tracking codes."""

    kind: Annotated[
        Literal["none", "wedge", "serial", "camera"], Field(description="keyboard wedge, serial port or camera")
    ] = "none"
    device: Annotated[str, Field(description="its path, such as /dev/input/by-id/… or /dev/video0")] = ""


class Board(_Section):
    """The screen of a waiting hall (`mizban kiosk --role board`)."""

    queues: Annotated[
        tuple[str, ...], Field(description="ids of the queues that are called here; none named: all of the site")
    ] = ()
    place: Annotated[str, Field(description="id of this board among the kiosks of the map: its arrows start there")] = (
        ""
    )


class Sound(_Section):
    """What reads pages aloud."""

    loudspeaker: Annotated[str, Field(description="ALSA device, such as default; empty: pages are not read")] = ""
    headset: Annotated[str, Field(description="ALSA device of the headset's jack; empty: there is none")] = ""
    jack: Annotated[
        str,
        Field(
            description="how a plugged headset is seen: empty finds the kernel's headphone switch, else the card of "
            "`headset`; card; the path of an input device; always for a handset that stays"
        ),
    ] = ""
    clips: Annotated[
        Path | None,
        Field(description="folder of recorded calls, one folder for each language: fa/number.wav, fa/107.wav …"),
    ] = None


class Office(_Section):
    """The office's own look at this kiosk, where it is not as the desk says."""

    name: Annotated[str, Field(max_length=80, description="in the header; empty: the name that the desk gives")] = ""
    logo: Annotated[Path | None, Field(description="picture in the header (PNG, JPEG); absent: the desk's")] = None
    colour: Annotated[
        str,
        Field(description="main colour as #RRGGBB, with at least 7:1 on white; empty: the desk's"),
    ] = ""

    @field_validator("colour")
    @classmethod
    def _readable(cls, colour: str) -> str:
        """White words stand on it, and it writes on the lightest grounds: it must bear the contrast (WCAG 1.4.6)."""
        if not colour:
            return colour
        if not _COLOUR.fullmatch(colour):
            raise ValueError("write a colour as #RRGGBB")
        problem = colour_problem(colour)
        if problem is not None:
            raise ValueError(problem)
        return colour


class Technician(_Section):
    """The technician's corner of the screen: hold the office's mark in the header for five seconds."""

    pin: Annotated[
        str,
        Field(description="made by `mizban technician-pin`; empty: the corner stays shut", repr=False),
    ] = ""


class Keypad(_Section):
    """The tactile keypad beside the panel. Only this device is read."""

    device: Annotated[str, Field(description="its path, such as /dev/input/by-id/…; empty: there is none")] = ""


class Desk(_Section):
    """How the central desk is reached; who this kiosk is comes from enrollment, not from here."""

    ca_file: Annotated[Path | None, Field(description="trust only the authority in this PEM file")] = None
    timeout_s: Annotated[float, Field(ge=1, le=120, description="longest wait for one answer")] = 30


class Settings(_Section):
    """All settings. `data` holds the store, media and the enrollment; `socket` joins the screen and the daemon."""

    data: Annotated[Path, Field(description="folder for what must survive, writable by the daemon")] = Path(
        "/var/lib/mizban"
    )
    socket: Annotated[Path, Field(description="Unix socket between screen and daemon")] = Path(
        "/run/mizban/daemon.sock"
    )
    language: Annotated[Lang, Field(description="language at the start of a visit")] = "fa"
    arabic_calendar: Annotated[
        Literal["gregorian", "hijri"], Field(description="calendar of dates in Arabic, on screens and papers")
    ] = "gregorian"
    screen: Screen = Field(default_factory=Screen)
    visit: Visit = Field(default_factory=Visit)
    printer: Printer = Field(default_factory=Printer)
    scanner: Scanner = Field(default_factory=Scanner)
    sound: Sound = Field(default_factory=Sound)
    keypad: Keypad = Field(default_factory=Keypad)
    technician: Technician = Field(default_factory=Technician)
    office: Office = Field(default_factory=Office)
    desk: Desk = Field(default_factory=Desk)
    board: Board = Field(default_factory=Board)


_SECTIONS: dict[str, Any] = {
    name: {} for name, field in Settings.model_fields.items() if isinstance(field.annotation, type(_Section))
}
"""Every table is there, empty: the defaults come from within, and no section has to be made ready by itself."""

DEFAULT_PATH = Path("/etc/mizban/kiosk.toml")


PANEL_FILE = "settings.toml"
"""In the data folder: what was chosen at the panel at the first start. The administrator's file stands above it."""


def load_settings(path: Path | None) -> Settings:
    """Read settings from `path`; with None from the default place, or the defaults where that is absent.

    What was chosen at the panel fills in what `path` leaves open. Raises `ConfigError` with one line for each thing
    that is wrong.
    """
    if path is None and DEFAULT_PATH.exists():
        path = DEFAULT_PATH
    data = _read(path) if path is not None else {}
    folder = data.get("data") or Settings.model_fields["data"].default
    panel = Path(str(folder)) / PANEL_FILE
    try:
        chosen = _read(panel) if panel.exists() else {}
    except PermissionError:
        chosen = {}  # the folder is not this user's to look into; whoever runs a kiosk can
    pin = credentials.handed_over(credentials.TECHNICIAN_PIN)
    secret: dict[str, Any] = {"technician": {"pin": pin}} if pin else {}
    try:
        return Settings.model_validate(_over(_SECTIONS, _over(_over(chosen, data), secret)))
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(path or panel, error))) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return `below` with every key of `above` in its place, table by table."""
    both = dict(below)
    for key, value in above.items():
        same = both.get(key)
        both[key] = _over(same, value) if isinstance(value, dict) and isinstance(same, dict) else value
    return both


def _explain(path: Path, error: ValidationError) -> list[str]:
    lines = []
    for item in error.errors():
        where = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            allowed = ", ".join(_keys_beside(item["loc"]))
            lines.append(f"{path}: {where}: there is no such setting; allowed here: {allowed}")
        else:
            lines.append(f"{path}: {where}: {item['msg']} (it says {item['input']!r})")
    return lines


def _keys_beside(loc: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in loc[:-1]:
        annotation = model.model_fields[str(part)].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return sorted(model.model_fields)
