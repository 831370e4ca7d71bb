-- Who held which office on a day, and how that is known.
-- :day 2024-01-16  the day, YYYY-MM-DD
SELECT organisation, role, person, acting, implied, span, basis, source_id, note
FROM offices
WHERE coalesce(earliest, '') <= :day AND coalesce(latest, '9999') >= :day AND (earliest IS NOT NULL OR latest IS NOT NULL)
ORDER BY organisation, role, implied, person;
