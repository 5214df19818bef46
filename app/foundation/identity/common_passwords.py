"""What too many people take for a password, and patterns that are tried first.

Only what is as long as a password must be counts; so this list is short, and the rest is found by
its pattern: a run of the keyboard, of the alphabet or of digits, or a piece that is repeated.
"""

# Without what stands before and after the word: signs, digits, years.
WORDS = frozenset(
    [
        "administrator",
        "changemeplease",
        "correcthorsebatterystaple",
        "defaultpassword",
        "iloveyou",
        "iloveyousomuch",
        "informationsystem",
        "letmein",
        "letmeinplease",
        "monkey",
        "mypassword",
        "newpassword",
        "password",
        "passwordpassword",
        "passw0rd",
        "p@ssw0rd",
        "p@ssword",
        "princess",
        "qazwsxedc",
        "qazwsxedcrfv",
        "qwerty",
        "qwertyuiop",
        "secret",
        "superadmin",
        "supersecret",
        "sysadmin",
        "temporary",
        "thisismypassword",
        "trustno1",
        "welcome",
        "welcometo",
        "woaini",
        "woainiwoaini",
        "woaizhongguo",
        "xieshang",
        "xieshangdemo",
        "zhengfu",
        "zhongguo",
        "zhongguobeijing",
        "beijing",
        "admin",
        "adminadmin",
        "administrator",
        "root",
        "rootroot",
        "test",
        "testtest",
        "user",
        "guest",
        "login",
    ]
)
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
)
LONGEST_PIECE = 6
EDGES = "0123456789 !@#$%^&*()-_=+.,;:?~"


def is_common(password: str) -> bool:
    """Would it be among the first that somebody tries?"""
    plain = password.casefold()
    return plain.strip(EDGES) in WORDS or plain in WORDS or _is_run(plain) or _is_repeated(plain)


def _is_run(plain: str) -> bool:
    """A row of the keyboard or the alphabet, forwards or backwards, perhaps over and over."""
    for row in ROWS:
        endless = row * (len(plain) // len(row) + 2)
        if plain in endless or plain[::-1] in endless:
            return True
    return False


def _is_repeated(plain: str) -> bool:
    """A short piece over and over."""
    for length in range(1, LONGEST_PIECE + 1):
        piece = plain[:length]
        if (piece * (len(plain) // length + 1))[: len(plain)] == plain:
            return True
    return False
