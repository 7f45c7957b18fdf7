-- Notice × province with a ledger: how many wards have answered, how many are done.
SELECT notice_id, province_code,
    count(*) AS wards_expected,
    count(*) FILTER (answer IN ('searched', 'closed')) AS wards_acknowledged,
    count(*) FILTER (answer = 'closed') AS wards_closed,
    max(due_at) AS due_at,
    CASE WHEN count(*) FILTER (answer = 'closed') = count(*) THEN 'closed' ELSE 'open' END AS status
FROM mart.recall_ledger
GROUP BY notice_id, province_code
