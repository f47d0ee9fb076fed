-- The index of free time: what search and availability read instead of thousands of allocations.

-- ── Taken time, one bit for each five minutes ──────────────────────────────────────────────────────────

/* Whether an allocation takes time in a way that bits can say: not a hold, which ends by itself, and from one multiple of
   five minutes to another. What takes time in another way is read as a row, by the index allocations_beside_bits. */
CREATE FUNCTION is_in_bits(state allocation_state, period tstzrange) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN state IN ('pending', 'confirmed', 'checked_in', 'completed', 'blocked')
    AND date_bin('5 minutes', lower(period), '2000-01-01 00:00:00+00') = lower(period)
    AND date_bin('5 minutes', upper(period), '2000-01-01 00:00:00+00') = upper(period)
    AND upper(period) - lower(period) <= '400 days';

CREATE INDEX allocations_beside_bits ON allocations (tenant_id, subject_id)
  WHERE state = 'held'
     OR (state IN ('pending', 'confirmed', 'checked_in', 'completed', 'blocked') AND NOT is_in_bits(state, period));

-- Of 30 days of UTC counted from 1970, a chunk: a bit for each five minutes that are taken. Six rows fill a page, and
-- leave room for the next version of one.
CREATE TABLE taken_time (
  tenant_id UUID NOT NULL,
  chunk INTEGER NOT NULL,
  subject_id UUID NOT NULL,
  cells BIT(8640) NOT NULL,
  CONSTRAINT taken_time_pkey PRIMARY KEY (tenant_id, chunk, subject_id),
  CONSTRAINT taken_time_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT taken_time_tenant_id_subject_id_fkey FOREIGN KEY (tenant_id, subject_id)
    REFERENCES subjects (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
) WITH (fillfactor = 85);
SELECT protect_tenant_table('taken_time');

CREATE FUNCTION chunk_at(instant timestamptz) RETURNS integer
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN floor(date_part('epoch', instant) / 2592000);

-- The cells of a range that lie in a chunk: those after its start, but for those after its end.
CREATE FUNCTION cells_in(period tstzrange, chunk integer) RETURNS bit(8640)
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (~0::bit(8640) >> greatest((date_part('epoch', lower(period)) / 300)::integer - chunk * 8640, 0))
    & ~(~0::bit(8640) >> least((date_part('epoch', upper(period)) / 300)::integer - chunk * 8640, 8640));

/* Keeps the bits in the transaction that writes the allocation. Two that write one subject's chunk wait for each other at
   its row, and the second adds to what the first has written. To clear what is freed is right because the exclusion
   constraint lets nothing else take that time meanwhile. Statements in a loop, not a set: their plans are kept. */
CREATE FUNCTION keep_taken_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := is_in_bits(OLD.state, OLD.period);
  becomes boolean := is_in_bits(NEW.state, NEW.period);
BEGIN
  IF was AND becomes AND OLD.subject_id = NEW.subject_id AND OLD.period = NEW.period THEN
    RETURN NULL;
  END IF;
  IF was THEN
    FOR n IN chunk_at(lower(OLD.period)) .. chunk_at(upper(OLD.period) - interval '5 minutes') LOOP
      UPDATE taken_time SET cells = cells & ~cells_in(OLD.period, n)
      WHERE tenant_id = OLD.tenant_id AND chunk = n AND subject_id = OLD.subject_id;
    END LOOP;
  END IF;
  IF becomes THEN
    FOR n IN chunk_at(lower(NEW.period)) .. chunk_at(upper(NEW.period) - interval '5 minutes') LOOP
      INSERT INTO taken_time (tenant_id, chunk, subject_id, cells)
      VALUES (NEW.tenant_id, n, NEW.subject_id, cells_in(NEW.period, n))
      ON CONFLICT (tenant_id, chunk, subject_id) DO UPDATE SET cells = taken_time.cells | excluded.cells;
    END LOOP;
  END IF;
  RETURN NULL;
END
$$;
-- No WHEN: reading its text for every statement costs more than the call it saves.
CREATE TRIGGER keep_taken_time AFTER INSERT OR DELETE OR UPDATE OF subject_id, period, state ON allocations
  FOR EACH ROW EXECUTE FUNCTION keep_taken_time();
