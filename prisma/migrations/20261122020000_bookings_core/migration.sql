-- The core booking transaction: its locks, its indexes, and who may look for holds that have expired.

/* Takes all that a change of taken time competes for (subjects, class sessions, customers) until the transaction ends.
   Every transaction calls it once, before it writes allocations or seats; because the order is the same for everybody,
   nobody waits in a circle. A statement sent after it sees what those before us have committed. */
CREATE FUNCTION lock_subjects(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  wanted uuid;
BEGIN
  FOR wanted IN SELECT DISTINCT unnest(ids) ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || wanted, 0));
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION lock_subjects FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_subjects TO turnero_app;

-- Holds are few and short-lived: a small index, which a booking made at once never touches.
CREATE INDEX bookings_held ON bookings (expires_at) WHERE state = 'held';

-- Whose turn it is: the newest item of each provider (ids are in the order of time).
CREATE INDEX booking_items_by_turn ON booking_items (tenant_id, provider_id, id);

-- The worker sees which tenants have holds to sweep, and nothing else of them.
CREATE POLICY sweeper_reads ON bookings FOR SELECT TO turnero_direct
  USING (state = 'held' AND expires_at <= now());
GRANT SELECT (tenant_id, state, expires_at) ON bookings TO turnero_direct;
