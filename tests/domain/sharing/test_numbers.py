"""Numbers never repeat and leave no gap, however many draw at once."""

from concurrent.futures import ThreadPoolExecutor

from app.domain.sharing.services import numbers
from app.foundation.database import db, transaction

THREADS, EACH = 8, 15


def test_eight_threads_draw_numbers_without_gap_or_repetition(app):
    def draw(_thread: int) -> list[int]:
        with app.app_context():
            drawn = []
            for turn in range(EACH):
                try:
                    with transaction():
                        number = numbers.draw("试")
                        if turn % 5 == 4:
                            raise RuntimeError  # rolled back: the number is given back
                    drawn.append(number.seq)
                except RuntimeError:
                    pass
            db.session.remove()
            return drawn

    with ThreadPoolExecutor(THREADS) as pool:
        drawn = [seq for each in pool.map(draw, range(THREADS)) for seq in each]

    assert sorted(drawn) == list(range(1, len(drawn) + 1))


def test_a_number_looks_as_the_office_writes_it(app):
    with transaction():
        assert str(numbers.draw(numbers.OFFICE_FILINGS)) == "京信备〔2026〕0001号"


def test_the_ten_thousandth_number_has_five_digits():
    assert str(numbers.Number("京信备", 2026, 10_000)) == "京信备〔2026〕10000号"


def test_series_are_counted_apart(app):
    with transaction():
        numbers.draw(numbers.OFFICE_FILINGS)

        assert numbers.draw(numbers.BUREAU_FILINGS).seq == 1
