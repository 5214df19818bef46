"""Sessions: begun, listed for their owner, ended by the owner or an administrator.

Who is signed in is said by the cookie, the account's nonce and `EndedSession` alone; the list is
beside it, so that a page costs nothing for it.  `seen_at` is brought up to date now and then.
"""

import re
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, EndedSession, new_nonce
from app.foundation.identity.sign_in_models import OpenSession

SEEN_EVERY = timedelta(minutes=10)
MOST = 50
# What tells the names of browser and system in what a browser says of itself; the first that fits.
BROWSERS = (
    ("Edge", re.compile(r"Edg(e|A|iOS)?/")),
    ("WeChat", re.compile(r"MicroMessenger/")),
    ("Firefox", re.compile(r"(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"(Chrome|CriOS)/")),
    ("Safari", re.compile(r"Safari/")),
)
SYSTEMS = (
    ("Android", re.compile(r"Android")),
    ("iOS", re.compile(r"iPhone|iPad")),
    ("Windows", re.compile(r"Windows")),
    ("macOS", re.compile(r"Macintosh")),
    ("HarmonyOS", re.compile(r"HarmonyOS|OpenHarmony")),
    ("Linux", re.compile(r"Linux|X11")),
)


def device(agent: str) -> str:
    """A browser and its system in two words, from what the browser says of itself."""
    names = (
        next((name for name, sign in table if sign.search(agent)), "")
        for table in (BROWSERS, SYSTEMS)
    )
    return " · ".join(name for name in names if name)


def begin(account: Account, session_id: str, *, agent: str, network: str, way: str) -> None:
    """A session as its owner will find it in the list."""
    opened = OpenSession(
        id=session_id, account_id=account.id, nonce=account.session_nonce,
        device=device(agent[:500]), network=network[:60], way=way,
    )  # fmt: skip
    db.session.add(opened)


def note_seen(session_id: str) -> None:
    """The session is in use; called every few minutes, not with every page."""
    seen = update(OpenSession).where(OpenSession.id == session_id).values(seen_at=clock.now())
    db.session.execute(seen, execution_options={"synchronize_session": False})


def of(account: Account, lifetime: timedelta) -> list[OpenSession]:
    """The sessions that are signed in, the last used first."""
    ended = exists().where(EndedSession.id == OpenSession.id)
    found = (
        select(OpenSession)
        .where(
            OpenSession.account_id == account.id,
            OpenSession.nonce == account.session_nonce,
            OpenSession.seen_at > clock.now() - lifetime - SEEN_EVERY,
            ~ended,
        )
        .order_by(OpenSession.seen_at.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(found))


def end(session_id: str, lifetime: timedelta) -> None:
    """Let nobody use the session again; forget those whose cookies have run out anyway."""
    over = clock.now() - lifetime
    db.session.execute(delete(EndedSession).where(EndedSession.ended_at < over))
    db.session.execute(delete(OpenSession).where(OpenSession.seen_at < over - SEEN_EVERY))
    if session_id:
        ended = insert(EndedSession).values(id=session_id).on_conflict_do_nothing()
        db.session.execute(ended)
        db.session.execute(delete(OpenSession).where(OpenSession.id == session_id))


def end_own(account: Account, session_id: str, lifetime: timedelta) -> None:
    """End one of the account's own sessions, on whichever device it is."""
    found = db.session.get(OpenSession, session_id)
    if found is None or found.account_id != account.id:
        raise NotFound(_("There is no such session any more."))
    end(session_id, lifetime)
    audit.record("session_ended", subject=str(account), device=found.device)


def end_all(account: Account) -> None:
    """Every session of the account ends, at once and on every node: a new nonce for the next."""
    account.session_nonce = new_nonce()
    db.session.execute(delete(OpenSession).where(OpenSession.account_id == account.id))
    audit.record("sessions_ended", subject=str(account))


def end_all_of(account: Account) -> None:
    """The same by an administrator, and the holder is told."""
    end_all(account)
    notices.queue(
        "sign_in_changed", instance_id=None, accounts=[account.id], sign_in="sessions_ended"
    )
    notices.deliver()
