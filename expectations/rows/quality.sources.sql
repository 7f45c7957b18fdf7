-- Every source.
SELECT * FROM quality.sources ORDER BY source_id
