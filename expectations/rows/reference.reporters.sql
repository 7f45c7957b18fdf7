-- Every ward of a province that has a directive, with the reporters that stand for it.
SELECT
    u.unit_code,
    u.name AS unit_name,
    u.province_code,
    p.name AS province_name,
    min(r.reporter_id) AS reporter_id,
    count(r.reporter_id) AS reporters
FROM reference.units AS u
JOIN reference.units AS p ON p.unit_code = u.province_code
LEFT JOIN reference.reporters AS r ON r.ward_code = u.unit_code
WHERE u.kind <> 'province' AND u.province_code IN (SELECT province_code FROM reference.directives)
GROUP BY ALL
ORDER BY u.unit_code
