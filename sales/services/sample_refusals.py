"""What the services of samples, proofs, requests, visits, sheets and competitors' prices refuse."""


class SampleRefused(Exception):
    """A value or a step that can't be; `field` is the form's field, `code` names the reason. Nothing was written.

    Codes: foreign_contact, foreign_inquiry, foreign_proof, no_lines, names_buyer, no_reason, no_account, not_from_here,
    not_checked, not_paid, in_future, before_sent, before_requested, date_passed, too_far, no_text, no_such_person, stale,
    foreign_quote, foreign_order, one_only, no_mark, no_product, no_amount.
    `word` is what the sentence names.
    """

    def __init__(self, field: str, code: str, word: str = "") -> None:
        super().__init__(code)
        self.field, self.code, self.word = field, code, word
