-- What inspections found, by place, from accepted current reports of the one obligation per province that counts.
-- Province rows hold every line, also those without a ward, and exist for every category of every round begun, so
-- that a quiet month is a 0 and not a gap. Ward rows exist where something was reported.
WITH counting AS (
    SELECT obligation_id, directive_id, form FROM reference.obligations WHERE counts
),
lines AS (
    -- Asked with IN, not joined: grouping what comes out of a join of millions of lines takes twice as long.
    SELECT *
    FROM core.inspection_lines
    WHERE submission_id IN (
        SELECT submission_id FROM core.submissions
        WHERE is_current AND obligation_id IN (SELECT obligation_id FROM counting)
    )
),
wards AS (
    -- Ward null: lines that stand in no ward.
    SELECT province_code, place_ward_code AS ward_code, category, period,
        sum(establishments_inspected) AS inspected,
        sum(establishments_violating) AS violating,
        sum(coalesce(cases_total, cases_smuggled + cases_fraud + cases_counterfeit)) AS cases_total,
        sum(fines_vnd) AS fines_vnd,
        sum(samples_taken) AS samples_taken,
        sum(samples_failed) AS samples_failed,
        sum(goods_value_vnd) AS goods_value_vnd,
        sum(cases_smuggled) AS cases_smuggled,
        sum(cases_fraud) AS cases_fraud,
        sum(cases_counterfeit) AS cases_counterfeit,
        sum(criminal_cases) AS criminal_cases
    FROM lines
    WHERE category IS NOT NULL
    GROUP BY ALL
),
provinces AS (
    SELECT province_code, category, period,
        sum(inspected) AS inspected,
        sum(violating) AS violating,
        sum(cases_total) AS cases_total,
        sum(fines_vnd) AS fines_vnd,
        sum(samples_taken) AS samples_taken,
        sum(samples_failed) AS samples_failed,
        sum(goods_value_vnd) AS goods_value_vnd,
        sum(cases_smuggled) AS cases_smuggled,
        sum(cases_fraud) AS cases_fraud,
        sum(cases_counterfeit) AS cases_counterfeit,
        sum(criminal_cases) AS criminal_cases
    FROM wards
    GROUP BY ALL
),
rounds AS (
    SELECT DISTINCT province_code, period
    FROM core.expected_reports
    WHERE obligation_id IN (SELECT obligation_id FROM counting)
        AND period_start <= CAST($as_of AS DATE)
),
sums AS (
    SELECT r.province_code, CAST(NULL AS VARCHAR) AS ward_code, c.category, r.period,
        p.* EXCLUDE (province_code, category, period)
    FROM rounds r
    CROSS JOIN reference.categories c
    LEFT JOIN provinces p ON p.province_code = r.province_code AND p.category = c.category AND p.period = r.period
    UNION ALL
    FROM wards WHERE ward_code IS NOT NULL
),
reported AS (
    SELECT province_code, ward_code, period, GROUPING(ward_code) AS whole_province,
        count(*) FILTER (state IN ('accepted', 'accepted_with_warnings'))
            / nullif(count(*) FILTER (status <> 'exempt'), 0) AS reporting_rate
    FROM mart.compliance
    WHERE counts AND due_at IS NOT NULL
    GROUP BY GROUPING SETS ((province_code, ward_code, period), (province_code, period))
)
SELECT s.province_code, s.ward_code, s.category, s.period,
    CAST(coalesce(inspected, 0) AS BIGINT) AS inspected,
    CAST(coalesce(violating, 0) AS BIGINT) AS violating,
    CAST(coalesce(cases_total, 0) AS BIGINT) AS cases_total,
    CAST(coalesce(fines_vnd, 0) AS BIGINT) AS fines_vnd,
    CAST(coalesce(samples_taken, 0) AS BIGINT) AS samples_taken,
    CAST(coalesce(samples_failed, 0) AS BIGINT) AS samples_failed,
    1 - violating / nullif(inspected, 0) AS conformity_rate,
    r.reporting_rate,
    CAST(coalesce(goods_value_vnd, 0) AS BIGINT) AS goods_value_vnd,
    CAST(coalesce(cases_smuggled, 0) AS BIGINT) AS cases_smuggled,
    CAST(coalesce(cases_fraud, 0) AS BIGINT) AS cases_fraud,
    CAST(coalesce(cases_counterfeit, 0) AS BIGINT) AS cases_counterfeit,
    CAST(coalesce(criminal_cases, 0) AS BIGINT) AS criminal_cases
FROM sums s
LEFT JOIN reported r ON r.province_code = s.province_code AND r.period = s.period
    AND r.whole_province = CASE WHEN s.ward_code IS NULL THEN 1 ELSE 0 END
    AND r.ward_code IS NOT DISTINCT FROM s.ward_code
