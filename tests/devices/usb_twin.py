"""The virtual printer on a USB bus of its own: a pyusb backend with one device of the printer class."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import usb.core
from usb.backend import IBackend

from kiosk.devices.printer.virtual import VirtualPrinter

VENDOR, PRODUCT = 0x04B8, 0x0E15
_OUT, _IN = 0x01, 0x82


class UsbTwin(IBackend):  # type: ignore[misc]
    """Bulk transfers go to the printer as libusb would move them: packet by packet, until the time is up."""

    def __init__(self, printer: VirtualPrinter) -> None:
        super().__init__()
        self.printer = printer
        self._lock = threading.Lock()

    def enumerate_devices(self) -> Any:
        if self.printer.condition.line not in ("cut",):
            yield "printer"

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT, bcdDevice=0x100, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt or config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2, bInterfaceClass=7,
            bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(_OUT, _IN)[ep], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Any) -> str:
        return "open"

    def close_device(self, dev_handle: Any) -> None: ...

    def claim_interface(self, dev_handle: Any, intf: int) -> None: ...

    def release_interface(self, dev_handle: Any, intf: int) -> None: ...

    def set_configuration(self, dev_handle: Any, config_value: int) -> None: ...

    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return False

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        end, sent, view = time.monotonic() + timeout / 1000, 0, bytes(data)
        while sent < len(view):
            self._check()
            room = min(64, self.printer.room)
            if room:
                self.printer.receive(view[sent : sent + room])
                sent += len(view[sent : sent + room])
                self.printer.work()
            elif time.monotonic() >= end:
                break
            else:
                self.printer.wait_for(lambda printer: printer.room > 0, end - time.monotonic())
        if not sent:
            raise usb.core.USBTimeoutError("Operation timed out", -7, 110)
        return sent

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: Any, timeout: int) -> int:
        end = time.monotonic() + timeout / 1000
        while True:
            self._check()
            pause = self.printer.work()
            answers = self.printer.answers()[: len(buff)]
            if answers:
                buff[: len(answers)] = type(buff)("B", answers)
                return len(answers)
            left = end - time.monotonic()
            if left <= 0:
                raise usb.core.USBTimeoutError("Operation timed out", -7, 110)
            self.printer.wait_for(lambda _: False, min(left, 0.02 if pause is None else max(0.001, pause)))

    def _check(self) -> None:
        if self.printer.condition.line in ("cut", "drop"):
            self.printer.connection_lost()
            raise usb.core.USBError("No such device (it may have been disconnected)", -4, 19)
