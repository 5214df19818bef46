"""The rule of the duplicate check as a whole: whatever the catalogues and the proposal are."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import synonyms
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.rules import overlap, spelling

ITEMS = st.frozensets(st.sampled_from("甲乙丙丁戊己庚辛"), max_size=8)
PAIRS = st.lists(st.tuples(st.sampled_from("甲乙丙丁戊己"), st.sampled_from("甲乙丙丁戊己")))
RANK = {overlap.NONE: 0, overlap.PARTIAL: 1, overlap.EXISTS: 2}
NAMES = st.text(alphabet="法定代表人姓名性 Ａa1", max_size=8)


def verdict(proposed, catalogue):
    hits = [
        entry
        for entry in catalogue
        if overlap.is_hit(len(entry & proposed), len(entry), len(proposed))
    ]
    covered = frozenset().union(*hits) & proposed
    return overlap.verdict(proposed, covered, len(hits))


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_a_hit_has_two_items_and_half_of_a_side(shared, more, others):
    own, proposed = shared + more, shared + others
    expected = shared >= 2 and (shared / own >= 0.5 or shared / proposed >= 0.5)

    assert overlap.is_hit(shared, own, proposed) is expected


@given(ITEMS, st.lists(ITEMS), ITEMS)
def test_one_more_entry_never_makes_less_of_the_verdict(proposed, catalogue, another):
    before, after = verdict(proposed, catalogue), verdict(proposed, [*catalogue, another])

    assert RANK[after] >= RANK[before]


@given(PAIRS, st.randoms())
def test_synonyms_mean_the_same_in_whatever_order_they_are_read(pairs, random):
    table = list(dict(pairs).items())  # a term stands for one name
    shuffled = random.sample(table, len(table))

    for name in "甲乙丙丁戊己":
        assert synonyms.of(table).root(name) == synonyms.of(shuffled).root(name)


@given(PAIRS)
def test_a_term_and_its_name_are_one_item_whatever_circles_there_are(pairs):
    table = dict(pairs)
    known = synonyms.of(table.items())

    for term, canonical in table.items():
        assert known.root(term) == known.root(canonical)
        assert {term, canonical} <= known.spelt(known.root(term))
        assert known.root(known.root(term)) == known.root(term)


@given(st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8), PAIRS)
def test_every_item_of_a_proposal_is_in_one_group_whatever_its_order(items, pairs):
    known = synonyms.of(dict(pairs).items())
    groups = Proposal("", "", tuple(items)).grouped(known)
    turned = Proposal("", "", tuple(reversed(items))).grouped(known)

    assert sorted(name for names in groups.values() for name in names) == sorted(set(items))
    assert {key: set(names) for key, names in groups.items()} == {
        key: set(names) for key, names in turned.items()
    }


@given(NAMES, NAMES)
def test_near_is_the_same_from_both_sides(one, other):
    one, other = spelling.key(one), spelling.key(other)

    assert spelling.is_near(one, other) == spelling.is_near(other, one)
    assert not spelling.is_near(one, one)


@given(st.text(alphabet="法定代表人姓名", min_size=3, max_size=8), st.data())
def test_one_wrong_missing_or_surplus_character_is_near(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    wrong = name[:place] + "错" + name[place + 1 :]
    surplus = name[:place] + "错" + name[place:]
    missing = name[:place] + name[place + 1 :]

    assert spelling.is_near(name, wrong)
    assert spelling.is_near(name, surplus)
    assert spelling.is_near(name, missing) is (len(missing) >= 3)


@given(st.text(alphabet="法定代表人姓名", min_size=3, max_size=8), st.data())
def test_two_characters_changed_over_are_near(name, data):
    place = data.draw(st.integers(0, len(name) - 2))
    turned = name[:place] + name[place + 1] + name[place] + name[place + 2 :]

    assert spelling.is_near(name, turned) is (name != turned)


def test_two_wrong_characters_are_not_near():
    assert not spelling.is_near("法定代表人姓名", "法定代理人性名")
    assert not spelling.is_near("姓名", "性名")  # too short to tell
