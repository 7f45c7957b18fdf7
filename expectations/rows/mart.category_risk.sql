-- Where something was inspected or a level is given; the rest of the table says that nothing is known.
SELECT r.*, u.name AS place_name
FROM mart.category_risk AS r
LEFT JOIN reference.units AS u ON u.unit_code = coalesce(r.ward_code, r.province_code)
WHERE r.inspected > 0 OR r.risk_level IS NOT NULL
ORDER BY r.province_code, r.ward_code, r.category
