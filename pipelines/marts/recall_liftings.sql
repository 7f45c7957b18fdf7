-- Product × batch of a notice that a document has taken back by the day of the run, also where the rest still holds. What
-- each document takes back is judged by pipelines.recalls.lifting.
SELECT notice_id, product_no, batch_number, lifted_by, lifted_on, province_code
FROM lifted_parts
WHERE lifted_on <= CAST($as_of AS DATE)
