-- What the worker measures of the whole installation. It sees numbers and slugs, and no row of anybody.

-- Until when what happened has been counted. Each stretch of time is counted once, by whichever worker comes first.
CREATE TABLE activity_marks (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  counted_until timestamptz(3) NOT NULL DEFAULT now()
);
INSERT INTO activity_marks DEFAULT VALUES;

-- Both tables only grow at their end, so that these cost next to nothing to keep.
CREATE INDEX booking_events_by_time ON booking_events USING brin (created_at)
  WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX message_attempts_by_time ON message_attempts USING brin (created_at)
  WITH (pages_per_range = 32, autosummarize = on);

/* What has happened since the last call, but for the last 15 seconds: a row bears the time at which its transaction
   began, and no transaction lasts so long. After a pause of more than an hour the last hour is told. */
CREATE FUNCTION take_activity()
RETURNS TABLE (what text, tenant text, was text, became text, times int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before text := coalesce(current_setting('app.maintenance', true), '');
  since timestamptz;
  until timestamptz := date_trunc('milliseconds', statement_timestamp()) - interval '15 seconds';
BEGIN
  SELECT counted_until INTO since FROM activity_marks FOR UPDATE SKIP LOCKED;
  IF since IS NULL OR since >= until THEN
    RETURN;
  END IF;
  UPDATE activity_marks SET counted_until = until;
  PERFORM set_config('app.maintenance', 'on', true);
  since := greatest(since, until - interval '1 hour');
  RETURN QUERY
    WITH happened AS (
      SELECT 'booking' AS what, e.tenant_id, e.from_state::text AS was,
        CASE WHEN e.kind = 'rescheduled' THEN e.kind ELSE e.to_state::text END AS became
      FROM booking_events e
      WHERE e.created_at >= since AND e.created_at < until
        AND (e.from_state IS DISTINCT FROM e.to_state OR e.kind = 'rescheduled')
      UNION ALL
      SELECT 'message', a.tenant_id, m.channel::text, a.state::text
      FROM message_attempts a JOIN messages m ON m.tenant_id = a.tenant_id AND m.id = a.message_id
      WHERE a.created_at >= since AND a.created_at < until
    )
    SELECT h.what, t.slug::text, h.was, h.became, count(*)::int
    FROM happened h JOIN tenants t ON t.id = h.tenant_id
    GROUP BY h.what, t.slug, h.was, h.became;
  PERFORM set_config('app.maintenance', before, true);
END
$$;

/* How things stand: what waits for us, and for how long. Every part of it reads a small index. */
CREATE FUNCTION measure_state()
RETURNS TABLE (what text, label text, value float8)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before text := coalesce(current_setting('app.maintenance', true), '');
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY
    SELECT 'outbox', NULL::text, count(*)::float8 FROM (SELECT FROM outbox LIMIT 10000) AS first
    UNION ALL
    SELECT 'outbox age', NULL,
      coalesce(extract(epoch FROM clock_timestamp() - (SELECT created_at FROM outbox ORDER BY id LIMIT 1)), 0)
    UNION ALL
    SELECT 'holds', CASE WHEN expires_at > now() THEN 'open' ELSE 'overdue' END, count(*)
    FROM bookings WHERE state = 'held' GROUP BY 2
    UNION ALL
    (SELECT 'holds of', t.slug::text, count(*) FROM bookings b JOIN tenants t ON t.id = b.tenant_id
     WHERE b.state = 'held' AND b.expires_at > now() GROUP BY t.slug ORDER BY count(*) DESC, t.slug LIMIT 50)
    UNION ALL
    SELECT 'overdue', 'messages', count(*) FROM messages
    WHERE state = 'queued' AND due_at <= now() - interval '5 minutes'
    UNION ALL
    SELECT 'overdue', 'payments', count(*) FROM payments WHERE check_at <= now() - interval '15 minutes'
    UNION ALL
    SELECT 'overdue', 'refunds', count(*) FROM refunds WHERE check_at <= now() - interval '15 minutes'
    UNION ALL
    SELECT 'workers', NULL, count(*) FROM worker_heartbeats WHERE seen_at > now() - interval '15 seconds'
    UNION ALL
    SELECT 'tenants', CASE WHEN suspended_at IS NULL THEN 'live' ELSE 'suspended' END, count(*) FROM tenants GROUP BY 2;
  PERFORM set_config('app.maintenance', before, true);
END
$$;

REVOKE EXECUTE ON FUNCTION take_activity, measure_state FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_activity, measure_state TO turnero_direct;
