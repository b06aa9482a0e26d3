"""A printer on USB without the kernel's usblp driver: bulk endpoints of the printer class, through libusb."""

from __future__ import annotations

from typing import Any

import usb.core
import usb.util

from kiosk.devices.printer.link import LinkError

_PRINTER_CLASS = 7
_PACKET = 64


def open_usb(vendor: int, product: int, backend: Any = None) -> UsbLink:
    """Claim the printer with these ids; raises `LinkError` when it is not there, taken or not a printer.

    `backend` is pyusb's; None takes the libusb of the system.
    """
    try:
        device = usb.core.find(idVendor=vendor, idProduct=product, backend=backend)
        if device is None:
            raise LinkError(f"no USB device {vendor:04x}:{product:04x} is plugged in")
        interface = _printer_interface(device)
        if device.is_kernel_driver_active(interface.bInterfaceNumber):
            device.detach_kernel_driver(interface.bInterfaceNumber)
        usb.util.claim_interface(device, interface.bInterfaceNumber)
        return UsbLink(device, interface)
    except usb.core.NoBackendError as error:
        raise LinkError("libusb is missing: install the Debian package libusb-1.0-0") from error
    except (usb.core.USBError, NotImplementedError) as error:
        raise LinkError(f"USB {vendor:04x}:{product:04x}: {error}") from error


def _printer_interface(device: Any) -> Any:
    for configuration in device:
        for interface in configuration:
            if interface.bInterfaceClass == _PRINTER_CLASS and _endpoint(interface, usb.util.ENDPOINT_OUT) is not None:
                return interface
    raise LinkError(f"USB {device.idVendor:04x}:{device.idProduct:04x} is not a printer")


def _endpoint(interface: Any, direction: int) -> Any:
    """Return the bulk endpoint in `direction`, None where there is none."""
    return usb.util.find_descriptor(
        interface,
        custom_match=lambda end: (
            usb.util.endpoint_direction(end.bEndpointAddress) == direction
            and usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ),
    )


class UsbLink:
    """A claimed printer. libusb reports what a timed-out transfer had moved, so no byte is counted twice."""

    def __init__(self, device: Any, interface: Any) -> None:
        self._device = device
        self._number = interface.bInterfaceNumber
        self._out = _endpoint(interface, usb.util.ENDPOINT_OUT)
        self._in = _endpoint(interface, usb.util.ENDPOINT_IN)
        self.two_way = self._in is not None

    def write_some(self, data: bytes, timeout: float) -> int:
        """See `Link`; a timeout of 0 would mean for ever to libusb, so the shortest is a millisecond."""
        try:
            return int(self._out.write(data, timeout=max(1, round(timeout * 1000))))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as error:
            # A transfer that breaks off does not say how many of its packets had arrived.
            raise LinkError(str(error), partly=True) from error

    def read_some(self, timeout: float) -> bytes:
        """See `Link`."""
        if not self.two_way:
            return b""
        try:
            return bytes(self._in.read(_PACKET, timeout=max(1, round(timeout * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise LinkError(str(error)) from error

    def unsent(self) -> int:
        """USB transfers are acknowledged one by one: what was taken has arrived."""
        return 0

    def close(self) -> None:
        """Release the interface."""
        try:
            usb.util.release_interface(self._device, self._number)
            usb.util.dispose_resources(self._device)
        except usb.core.USBError:
            return
