-- Expected reports with their status as of the run. The judgement is pipelines.deadlines.judge (core.judged_reports);
-- here it only gets its words.
SELECT
    j.*,
    p.name AS reporter_name,
    strftime(j.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh', '%Y-%m') AS due_month,
    e.due_at_original,
    e.due_reason,
    o.counts
FROM judged_reports j
JOIN core.expected_reports e USING (obligation_id, reporter_id, period)
JOIN reference.reporters p USING (reporter_id)
JOIN reference.obligations o USING (obligation_id)
