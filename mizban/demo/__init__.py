"""The demonstration: the whole product on one machine, by hand, or by a scripted visitor where no display is."""

from mizban.demo.run import run_demo

__all__ = ["run_demo"]
