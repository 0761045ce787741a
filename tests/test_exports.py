"""Every export shape, read with one call, gives exactly the table that it was written from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from servgap import describe_source, read_survey
from servgap.errors import ServgapError
from servgap.survey.survey import Survey
from tests.exports import SHAPES, Shape, truth

TRUTH = truth()
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    return Exports(tmp_path_factory.mktemp("exports"))


class Exports:
    """Every shape as a file and as it is read, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}
        self.surveys: dict[str, Survey] = {}

    def file(self, shape: Shape) -> Path:
        if shape.name not in self.files:
            folder = self.folder / str(len(self.files))
            folder.mkdir()
            self.files[shape.name] = shape.write(TRUTH, folder)
        return self.files[shape.name]

    def survey(self, shape: Shape) -> Survey:
        if shape.name not in self.surveys:
            self.surveys[shape.name] = read_survey(self.file(shape), **shape.options)
        return self.surveys[shape.name]


def absences(survey: Survey, part: str) -> np.ndarray:
    """Give why there is no answer, respondents × items; 0 where there is one."""
    answers = survey.answers[part]
    kinds = np.zeros_like(answers.codes) if answers.absences is None else answers.absences
    return np.where(answers.codes == 0, kinds, 0).T


@each_shape
def test_every_shape_gives_the_truth(shape: Shape, exports: Exports) -> None:
    survey = exports.survey(shape)
    for part in TRUTH.instrument.parts:
        np.testing.assert_array_equal(survey.part(part).to_numpy(), shape.answers(TRUTH, part), part)
        np.testing.assert_array_equal(absences(survey, part), shape.absences(TRUTH, part), part)
    assert survey.ledger.reasons == shape.left_out(TRUTH)
    assert survey.ledger.rows_read == len(TRUTH.rows(shape.statuses)) + shape.beneath
    assert survey.ledger.rows_used == survey.n == len(shape.used(TRUTH))
    if shape.rows_of(TRUTH) is not None:
        assert survey.respondents.index.tolist() == shape.rows_of(TRUTH)


@each_shape
def test_what_is_absent_is_counted(shape: Shape, exports: Exports) -> None:
    recodings = exports.survey(shape).ledger.recodings
    written = TRUTH.rows(shape.statuses)
    for kind in shape.tells:
        cells = sum(
            int((np.isnan(TRUTH.answers[part][written]) & (TRUTH.absences[part][written] == kind)).sum())
            for part in TRUTH.instrument.parts
        )
        # Rows that the tool marks as not to be used may be left out before or after their answers are looked at.
        used = sum(int((shape.absences(TRUTH, part) == kind).sum()) for part in TRUTH.instrument.parts)
        assert used <= recodings[kind.name.lower()] <= cells


@each_shape
def test_nothing_personal_is_shown(shape: Shape, exports: Exports) -> None:
    survey = exports.survey(shape)
    assert set(survey.attributes) <= {"duration_seconds"}
    description = describe_source(exports.file(shape))
    said = [repr(survey), survey._repr_html_(), survey.ledger.frame.to_csv(), survey.respondents.to_csv()]
    said += [repr(description), description._repr_html_()]
    for secret in TRUTH.personal:
        for text in said:
            assert secret not in text, secret


@each_shape
def test_how_long_it_took(shape: Shape, exports: Exports) -> None:
    survey = exports.survey(shape)
    if "duration_seconds" not in survey.attributes:
        pytest.skip("the export does not say how long it took")
    taken = survey.respondents["duration_seconds"].to_numpy()
    np.testing.assert_allclose(taken, [TRUTH.seconds(row) for row in shape.used(TRUTH)])


@each_shape
def test_an_attribute_is_read_by_its_header(shape: Shape, exports: Exports) -> None:
    if shape.branch is None:
        pytest.skip("the branch stands under no header of its own")
    survey = read_survey(exports.file(shape), **{**shape.options, "attributes": [shape.branch]})
    given = survey.respondents[shape.branch].astype(str).tolist()
    branches = [TRUTH.branch[row] for row in shape.used(TRUTH)]
    assert len(set(zip(given, branches, strict=True))) == len(set(branches)) == 3


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.options], ids=lambda shape: shape.name)
def test_what_is_not_understood_is_refused(shape: Shape, exports: Exports) -> None:
    with pytest.raises(ServgapError, match=r"1–7 scale"):
        read_survey(exports.file(shape))
