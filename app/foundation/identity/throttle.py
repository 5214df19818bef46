"""How often a password may be tried, counted in the database for every node alike."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import String, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import db

# A stranger at another address cannot lock a colleague out quickly, and can guess only slowly.
LOGIN_FROM_ADDRESS = parse("5 per 15 minutes")
LOGIN = parse("20 per 15 minutes")
ADDRESS = parse("100 per 15 minutes")
CODES_A_DAY = parse("60 per day")
IPV6_NETWORK = 64
# How many closings go into the record, which can only grow.
LINES_OF_LOGIN = parse("5 per 15 minutes")
LINES_OF_ADDRESSES = parse("100 per 15 minutes")


class RateLimit(db.Model):
    """How often something was tried in the present window."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PostgresStorage(Storage):
    """Counters of the `limits` library in PostgreSQL, each change committed on its own."""

    STORAGE_SCHEME = ["xieshang"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong here."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count once more, beginning anew when the window is over."""
        now = clock.now()
        ends = now + timedelta(seconds=expiry)
        over = RateLimit.expires_at <= now
        statement = (
            insert(RateLimit)
            .values(key=key, count=max(amount, 0), expires_at=ends)
            .on_conflict_do_update(
                index_elements=[RateLimit.key],
                set_={
                    "count": case(
                        (over, max(amount, 0)), else_=func.greatest(RateLimit.count + amount, 0)
                    ),
                    "expires_at": case((over, ends), else_=RateLimit.expires_at),
                },
            )
            .returning(RateLimit.count)
        )
        with db.engine.begin() as connection:
            return connection.execute(statement).scalar_one()

    def get(self, key: str) -> int:
        """How often in the present window."""
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends."""
        row = self._row(key)
        return (row[1] if row else clock.now()).timestamp()

    def check(self) -> bool:
        """Whether the database answers."""
        with db.engine.connect() as connection:
            return connection.execute(select(1)).scalar_one() == 1

    def reset(self) -> int:
        """Forget every counter."""
        with db.engine.begin() as connection:
            return connection.execute(delete(RateLimit)).rowcount

    def clear(self, key: str) -> None:
        """Forget one counter, and those whose window is over."""
        gone = (RateLimit.key == key) | (RateLimit.expires_at <= clock.now())
        with db.engine.begin() as connection:
            connection.execute(delete(RateLimit).where(gone))

    def _row(self, key: str) -> tuple[int, datetime] | None:
        statement = select(RateLimit.count, RateLimit.expires_at).where(
            RateLimit.key == key, RateLimit.expires_at > clock.now()
        )
        with db.engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
            return (row[0], row[1]) if row else None


storage = PostgresStorage()
limiter = FixedWindowRateLimiter(storage)


@dataclass(frozen=True)
class Attempt:
    """What became of an attempt: how many seconds to wait, none if it may go on.

    `closed` names the limit that this very attempt closed and that is worth a line in the
    record: `both`, `address` or `login`.  Attempts after it leave no line, and of what closes
    only so many: nobody can fill the record from outside.
    """

    wait: int = 0
    closed: str = ""


def admit(login: str, address: str) -> int:
    """Count an attempt; the seconds to wait before the next, 0 if this one may go on."""
    return attempt(login, address).wait


def attempt(login: str, address: str) -> Attempt:
    """Count an attempt, and say whether it closed a limit."""
    # The first that refuses ends it: what one address tries in vain locks nobody out elsewhere.
    for item, *names in _limits(login, address):
        key = item.key_for(*names)
        count = storage.incr(key, item.get_expiry())
        if count > item.amount:
            wait = max(1, round(storage.get_expiry(key) - clock.now().timestamp()))
            new = count == item.amount + 1 and _is_worth_a_line(*names)
            return Attempt(wait, names[0] if new else "")
    return Attempt()


def _is_worth_a_line(scope: str, *names: str) -> bool:
    if scope == "address":
        return limiter.hit(LINES_OF_ADDRESSES, "lines")
    return limiter.hit(LINES_OF_LOGIN, "lines", names[0])


def network(address: str) -> str:
    """The address; of IPv6 its network, because one customer holds a whole one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))


def forgive(login: str, address: str) -> None:
    """The password was right: the attempt does not count."""
    here, from_address, anywhere = _limits(login, address)
    for item, *names in (here, anywhere):
        limiter.clear(item, *names)
    _uncount(*from_address)


def take_back(login: str, address: str) -> None:
    """The attempt came to no answer, by our own fault: it does not count."""
    for limit in _limits(login, address):
        _uncount(*limit)


def _uncount(item: RateLimitItem, *names: str) -> None:
    storage.incr(item.key_for(*names), item.get_expiry(), -1)


def seconds_left(item: RateLimitItem, *names: str) -> int:
    """How long to wait until a limit opens again."""
    ends = limiter.get_window_stats(item, *names).reset_time
    return max(1, round(ends - clock.now().timestamp()))


def _limits(login: str, address: str) -> list[tuple[RateLimitItem, *tuple[str, ...]]]:
    # Hashed, because people type their password into the wrong field.
    name = hashlib.sha256(login.encode()).hexdigest()[:32]
    where = network(address)
    return [
        (LOGIN_FROM_ADDRESS, "both", name, where),
        (ADDRESS, "address", where),
        (LOGIN, "login", name),
    ]
