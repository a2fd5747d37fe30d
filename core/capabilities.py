"""The names of what can be done. Which role may do it is the table in `accounts.permissions`."""

from enum import StrEnum


class Can(StrEnum):
    """A kind of thing that can be done. Unknown names cannot be spelled: deny by default."""

    WORK_WITH_CUSTOMERS = "work_with_customers"  # read and write the customers in one's scope
    READ_INQUIRIES = "read_inquiries"  # the list of inquiries: one's own, or those that nobody holds yet
    REASSIGN = "reassign"  # give customers and inquiries to others
    SEE_UNASSIGNED = "see_unassigned"  # the inquiries nobody holds yet: sender and subject
    IMPORT = "import"  # take in a workbook of customers
    ALLOW_DUPLICATE = "allow_duplicate"  # a second office under one domain, with a reason
    JUDGE_EXCEPTIONS = "judge_exceptions"  # accept or refuse a reason for lateness
    READ_POLICY = "read_policy"
    WRITE_POLICY = "write_policy"
    OPEN_ANY_ACCOUNT = "open_any_account"  # of every role; a manager opens salespeople of the own teams
    SET_UP = "set_up"  # what a new installation still lacks
    FINISH_SETUP = "finish_setup"  # put the reminders of setting up away
    SEE_HEALTH = "see_health"  # background jobs: last run, next run
    READ_CATALOGUE = "read_catalogue"
    KEEP_ROBOTS = "keep_robots"  # which chat groups are told that something waits
    KEEP_RATES = "keep_rates"  # the dated table of exchange rates
    RANK_PRODUCTS = (
        "rank_products"  # figures of how much products are asked for: one's own, the team's, or all
    )
    READ_ANALYSIS = (
        "read_analysis"  # what becomes of inquiries, by product, market, source and person: figures only
    )
    WRITE_CATALOGUE = "write_catalogue"  # products, list prices, stock of samples
    SEE_FLOOR_PRICES = "see_floor_prices"  # cost and floor price: read and write
    SEND_ESAMPLES = "send_esamples"  # links to products that a buyer opens without signing in
    KEEP_MARKETS = "keep_markets"  # the markets and how each is quoted to
    ANSWER_COSTS = "answer_costs"  # what production is asked to cost, without the customer
    APPROVE_PRICES = "approve_prices"  # let a price below the floor pass
    MANAGE_TEMPLATES = "manage_templates"  # letter templates
    MANAGE_PEOPLE = "manage_people"  # the accounts that one opens, freezes or looks after
    LEAVE = "leave"  # ask for leave and trips; what one sees and decides of others' is narrowed
    WATCH_TRAIL = "watch_trail"  # alarms, and whether the audit trail holds
    TAKE_TRAIL = "take_trail"  # what one may read of the audit trail, as a file
    ASK_FOR_HELP = "ask_for_help"  # raise a help request, and answer those that are one's to answer
    RULE = "rule"  # the boss's word: read the suggestions, rule on them
    REPORT = "report"  # write one's own weekly report
    READ_REPORTS = "read_reports"  # the list of weekly reports: one's own, those that one leads, or only who has submitted
    CHASE_REPORTS = "chase_reports"  # issue the forms, see who has submitted, remind
    PREPARE_BRIEFINGS = "prepare_briefings"  # when the briefings are, and who was there
    READ_BRIEFINGS = "read_briefings"  # what stands in them: compile it, or rule on it
    READ_TEAM = "read_team"  # figures of those whom one leads, or of all: no customer in them
    READ_COMPANY = "read_company"  # figures of the whole company
    READ_OWN_FIGURES = "read_own_figures"
    READ_FAIRNESS = "read_fairness"  # who was given what, and why
    SET_TARGETS = "set_targets"  # of those whom one leads; the boss of everybody
    PRODUCE = "produce"  # make the samples and proofs that are asked of production: what, never for whom
    COACH = "coach"  # notes to the people that one leads
    READ_ADVICE = "read_advice"  # what an adviser from outside suggests: one's own, what was adopted, or all
    ADVISE = "advise"  # from outside: process and figures, never a buyer
    JUDGE_ADVICE = "judge_advice"  # adopted or not, and what came of it
    OWN_PAGES = "own_pages"  # one's own account, notices, tasks, drafts
