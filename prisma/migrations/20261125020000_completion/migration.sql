-- What counts as done so long after its end, unless staff said otherwise before. The worker sees which tenants have some, and
-- nothing else of them.
ALTER TABLE bookings ADD COLUMN complete_after_minutes INTEGER
  GENERATED ALWAYS AS ((terms ->> 'completeAfterMinutes')::integer) STORED;
CREATE INDEX bookings_to_complete ON bookings (ends_at)
  WHERE state IN ('confirmed', 'checked_in') AND complete_after_minutes IS NOT NULL;
CREATE POLICY completer_reads ON bookings FOR SELECT TO turnero_direct
  USING (state IN ('confirmed', 'checked_in') AND ends_at <= now()
    AND ends_at + complete_after_minutes * interval '1 minute' <= now());
GRANT SELECT (ends_at, complete_after_minutes) ON bookings TO turnero_direct;
