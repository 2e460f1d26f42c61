-- Views over the tables of newsschema, for DuckDB 1.2 or newer.
--
-- Start DuckDB in the directory of the tables and read this file:
--     duckdb -init views.sql
-- or read it from anywhere, after saying where the tables are:
--     SET VARIABLE newsschema_tables = '/archive/tables';
--
-- Embargoes and expiry are judged by the clock, or by a moment of your own:
--     SET VARIABLE newsschema_as_of = TIMESTAMPTZ '2030-01-01 00:00:00Z';

CREATE OR REPLACE VIEW articles AS
SELECT * FROM read_parquet(coalesce(getvariable('newsschema_tables') || '/', '') || 'articles.parquet');

CREATE OR REPLACE VIEW quotes AS
SELECT * FROM read_parquet(coalesce(getvariable('newsschema_tables') || '/', '') || 'quotes.parquet');

CREATE OR REPLACE VIEW casualty_reports AS
SELECT * FROM read_parquet(coalesce(getvariable('newsschema_tables') || '/', '') || 'casualty_reports.parquet');

CREATE OR REPLACE VIEW assessed_figures AS
SELECT * FROM read_parquet(coalesce(getvariable('newsschema_tables') || '/', '') || 'assessed_figures.parquet');

-- The latest version of each article, if that version may be used. A version that is withheld or canceled hides the
-- earlier ones. An embargo whose end is not shown to be past (none is stated, or without a zone) still holds; an
-- article counts as expired only if its expiry is shown to be past. Of two copies of a version the newer one is taken.
CREATE OR REPLACE VIEW latest_usable_articles AS
SELECT * EXCLUDE (age_rank)
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY article_id
            ORDER BY version DESC, version_created_utc DESC NULLS LAST, modified_utc DESC NULLS LAST
        ) AS age_rank
    FROM articles
)
WHERE age_rank = 1
    AND pub_status = 'usable'
    AND (NOT embargoed OR coalesce(embargoed_until_utc <= coalesce(getvariable('newsschema_as_of'), now()), false))
    AND coalesce(expires_utc > coalesce(getvariable('newsschema_as_of'), now()), true);

-- The quotes of those articles, each once. A quote that stands alone counts while its article is not in the tables.
CREATE OR REPLACE VIEW latest_quotes AS
SELECT * EXCLUDE (age_rank)
FROM (
    SELECT
        quotes.*,
        row_number() OVER (
            PARTITION BY quotes.article_id, quotes.quote_id ORDER BY quotes.version DESC NULLS LAST
        ) AS age_rank
    FROM quotes
    LEFT JOIN latest_usable_articles AS latest
        ON latest.article_id = quotes.article_id AND latest.version = quotes.version
    WHERE latest.article_id IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM articles WHERE articles.article_id = quotes.article_id)
)
WHERE age_rank = 1;

-- The casualty reports of those articles, each once, chosen as the quotes are.
CREATE OR REPLACE VIEW latest_casualty_reports AS
SELECT * EXCLUDE (age_rank)
FROM (
    SELECT
        casualty_reports.*,
        row_number() OVER (
            PARTITION BY casualty_reports.article_id, casualty_reports.report_id
            ORDER BY casualty_reports.version DESC NULLS LAST
        ) AS age_rank
    FROM casualty_reports
    LEFT JOIN latest_usable_articles AS latest
        ON latest.article_id = casualty_reports.article_id AND latest.version = casualty_reports.version
    WHERE latest.article_id IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM articles WHERE articles.article_id = casualty_reports.article_id)
)
WHERE age_rank = 1;

-- The assessed figures of those articles, each once: what somebody makes of the reports that it names. They are no
-- claims, and are never added to any.
CREATE OR REPLACE VIEW latest_assessed_figures AS
SELECT * EXCLUDE (age_rank)
FROM (
    SELECT
        assessed_figures.*,
        row_number() OVER (
            PARTITION BY assessed_figures.article_id, assessed_figures.figure_id ORDER BY assessed_figures.version DESC
        ) AS age_rank
    FROM assessed_figures
    JOIN latest_usable_articles AS latest
        ON latest.article_id = assessed_figures.article_id AND latest.version = assessed_figures.version
)
WHERE age_rank = 1;

-- The claims that still stand: not replaced by another of these, not discounted, not retracted. A report replaces one
-- of its own document unless it names an article or a version; one that names only an article replaces the report in
-- every version of it. Claims may overlap, and parts stand beside their whole (part_of_report): choose before adding.
CREATE OR REPLACE VIEW current_claims AS
SELECT claim.*
FROM latest_casualty_reports AS claim
WHERE NOT claim.discounted
    AND NOT claim.retracted
    AND NOT EXISTS (
        SELECT 1
        FROM latest_casualty_reports AS newer
        WHERE newer.supersedes_report = claim.report_id
            AND coalesce(newer.supersedes_article, newer.article_id) IS NOT DISTINCT FROM claim.article_id
            AND (newer.article_id, newer.report_id) IS DISTINCT FROM (claim.article_id, claim.report_id)
            AND CASE
                WHEN newer.supersedes_version IS NOT NULL THEN newer.supersedes_version = claim.version
                WHEN newer.supersedes_article IS NOT NULL THEN true
                ELSE newer.version IS NOT DISTINCT FROM claim.version
            END
    );

-- The current claims with who says them, their bounds in words, and when they held: one row a claim, never a sum.
CREATE OR REPLACE VIEW claims_by_source AS
SELECT
    coalesce(speaker, 'not named') AS source,
    speaker_type AS source_type,
    last_relayer,
    coalesce(event, event_id) AS event,
    outcome,
    scope,
    unit,
    phrase,
    qualifier,
    lower,
    upper,
    upper_open,
    CASE
        WHEN lower = upper THEN CAST(lower AS VARCHAR)
        WHEN upper_open THEN lower || ' or more'
        WHEN lower IS NOT NULL AND upper IS NOT NULL THEN lower || ' to ' || upper
        WHEN upper IS NOT NULL THEN 'at most ' || upper
        WHEN best IS NOT NULL THEN 'about ' || best
        ELSE 'not known'
    END AS bounds,
    coalesce(as_of, said_at) AS as_of,
    coalesce(as_of_utc, said_at_utc) AS as_of_utc,
    disputed,
    report_id,
    article_id,
    version
FROM current_claims
ORDER BY event, outcome, source, as_of_utc NULLS LAST, report_id;

-- The total of several claims, as an aggregate:
--     SELECT event, outcome, total_interval(lower, upper, upper_open, unit, outcome, scope) AS total
--     FROM current_claims GROUP BY ALL
-- The total has an upper end only if every part has one, and an open one if any part has an open one. A part whose
-- lower end is not known adds nothing to the lower end. Parts of different units, outcomes or scopes are an error.
CREATE OR REPLACE MACRO total_interval(lower, upper, upper_open, unit, outcome, scope) AS
CASE
    WHEN count(DISTINCT unit) > 1
        THEN error('total_interval: people, households, families and bodies cannot be added up: group by unit')
    WHEN count(DISTINCT outcome) > 1
        THEN error('total_interval: different outcomes cannot be added up: group by outcome')
    WHEN count(DISTINCT coalesce(scope, 'not stated')) > 1
        THEN error('total_interval: figures of different scopes cannot be added up: group by scope')
    ELSE {
        'lower': CAST(sum(lower) AS BIGINT),
        'upper': CASE WHEN count(upper) = count(*) THEN CAST(sum(upper) AS BIGINT) END,
        'upper_open': coalesce(bool_or(upper_open), false),
        'parts': count(*)
    }
END;
