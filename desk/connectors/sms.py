"""Settings of text messages: which sender, and how a vendor's HTTP interface is spoken to.

    [sms]
    sender = "http"
    url = "https://sms.example/send"
    body = '{"to": "{to}", "text": "{text}", "key": "{key}"}'

`{to}`, `{text}` and `{key}` are filled in, quoted as the place asks: percent-encoded in the address and in a form,
escaped as JSON in a JSON body. `{key}` is the content of `sms.key` in the data folder, so that no password stands
in a settings file.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

KEY_FILE = "sms.key"


class SmsConfig(BaseModel):
    """The table `[sms]` of `desk.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sender: Literal["off", "console", "file", "http"] = Field("off", description="off, console, file or http")
    file: str = Field("sms.txt", description="File below the data folder to which the sender 'file' adds a line each")
    url: str = Field("", description="Address of the vendor's interface; {to}, {text} and {key} are filled in")
    method: Literal["GET", "POST"] = Field("POST", description="GET or POST")
    headers: dict[str, str] = Field({}, description="Headers; {key} is filled in")
    body: str = Field("", description="Body with {to}, {text} and {key}; JSON where it begins with {, else a form")
    accepted: str = Field("", description="Regular expression that the answer must hold; empty: status 2xx is enough")
    number: Literal["+98", "0098", "98", "0"] = Field("0", description="How a mobile number begins for this vendor")
    timeout: Annotated[float, Field(gt=0, le=60)] = Field(10, description="Seconds to wait for the vendor")
    attempts: Annotated[int, Field(ge=1, le=50)] = Field(8, description="Tries before a message is given up")
    on_states: bool = Field(True, description="Tell visitors of each new state of their request (C22)")

    @model_validator(mode="after")
    def _address(self) -> Self:
        if self.sender == "http" and not self.url.startswith(("http://", "https://")):
            raise ValueError("the sender 'http' needs an url that begins with https://")
        return self
