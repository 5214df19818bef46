"""The signs as Prometheus reads them, beside what each process counts."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.foundation.watching import numbers
from app.operating import signs

TITLES = {name: (ask.__doc__ or name).split("\n")[0] for name, (ask, *_) in signs.READINGS.items()}


class Signs(Collector):
    """What the database says of the whole installation: the same from every node."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge a sign, and one that says how many are bad."""
        read = signs.lately()
        for sign in read:
            yield GaugeMetricFamily(f"xieshang_{sign.name}", TITLES[sign.name], value=sign.value)
        levels = GaugeMetricFamily(
            "xieshang_signs", "Signs by level, as on the operator's page", labels=["level"]
        )
        for level in (signs.GOOD, signs.WARN, signs.BAD):
            levels.add_metric([level], sum(sign.level == level for sign in read))
        yield levels


def shown() -> bytes:
    """Everything there is to scrape from this node."""
    return numbers.shown(Signs())
