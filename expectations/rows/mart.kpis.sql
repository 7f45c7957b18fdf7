-- KPIs of the last 14 months, and one row without a period for each KPI that a province with KPIs lacks wholly.
WITH wanted AS (
    SELECT k.kpi, k.name_vi AS kpi_name, p.province_code
    FROM reference.kpis AS k
    CROSS JOIN (SELECT DISTINCT province_code FROM mart.kpis) AS p
    WHERE k.kpi NOT LIKE 'target\_%' ESCAPE '\'
),
counted AS (
    SELECT w.*, (
        SELECT count(*) FROM mart.kpis AS m WHERE m.kpi = w.kpi AND m.province_code = w.province_code
    ) AS rows_of_kpi
    FROM wanted AS w
),
shown AS (
    SELECT k.*, n.name_vi AS kpi_name, 1 AS rows_of_kpi
    FROM mart.kpis AS k
    LEFT JOIN reference.kpis AS n USING (kpi)
    WHERE k.period >= strftime(CAST($as_of AS DATE) - INTERVAL 14 MONTH, '%Y-%m')
    UNION ALL BY NAME
    SELECT * FROM counted WHERE rows_of_kpi = 0
)
SELECT s.*, u.name AS province_name
FROM shown AS s
LEFT JOIN reference.units AS u ON u.unit_code = s.province_code
ORDER BY s.kpi, s.province_code, s.period
