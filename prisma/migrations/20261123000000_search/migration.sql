-- What search reads: which services can be found where, and when whoever serves there works. Both are made by the worker
-- from catalogue and schedules (docs/search.md); beside them stand the bits of taken time.

CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Words as they are compared: small letters without accents. Immutable, because the dictionary is named.
CREATE FUNCTION folded(words text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(unaccent('unaccent'::regdictionary, words));

-- A service at one of its places, as it is booked when nothing but the service is chosen.
CREATE TABLE findable_services (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  service_id UUID NOT NULL,
  location_id UUID,
  template_key TEXT,
  category TEXT NOT NULL,
  -- Of all languages, folded; names of cities and places likewise.
  words TEXT NOT NULL,
  places TEXT[] NOT NULL,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  time_zone TEXT NOT NULL,
  price_amount BIGINT NOT NULL,
  seats BOOLEAN NOT NULL,
  -- The first run of whoever serves: minutes from the start of the service, its length, its buffers.
  run_offset INTEGER NOT NULL,
  run_minutes INTEGER NOT NULL,
  run_before INTEGER NOT NULL,
  run_after INTEGER NOT NULL,
  grid JSONB NOT NULL,
  min_notice INTEGER NOT NULL,
  -- Each of whom could take that run.
  subject_ids UUID[] NOT NULL,
  CONSTRAINT findable_services_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT findable_services_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT findable_services_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT findable_services_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id)
    REFERENCES services (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT findable_services_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id)
    REFERENCES locations (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX findable_services_once ON findable_services (tenant_id, service_id, location_id) NULLS NOT DISTINCT;
CREATE INDEX findable_services_tenant_id_business_id_idx ON findable_services (tenant_id, business_id);
SELECT protect_tenant_table('findable_services');

-- When each business's rows were made last, as a number that counts up in its tenant: who has read up to one of them asks for
-- what is newer.
CREATE TABLE search_refreshes (
  tenant_id UUID NOT NULL,
  business_id UUID NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT search_refreshes_pkey PRIMARY KEY (tenant_id, business_id),
  CONSTRAINT search_refreshes_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT search_refreshes_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX search_refreshes_tenant_id_version_idx ON search_refreshes (tenant_id, version);
SELECT protect_tenant_table('search_refreshes');
-- Every night the worker asks which tenants there are to look another day ahead for.
CREATE POLICY upkeep_reads ON tenants FOR SELECT TO turnero_direct USING (true);
GRANT SELECT (id) ON tenants TO turnero_direct;

-- Of the same chunks of 30 days as taken_time: a bit for each half hour in which the subject works somewhere, for however
-- short a time. A row that is missing says nothing.
CREATE TABLE working_time (
  tenant_id UUID NOT NULL,
  chunk INTEGER NOT NULL,
  subject_id UUID NOT NULL,
  cells BIT(1440) NOT NULL,
  CONSTRAINT working_time_pkey PRIMARY KEY (tenant_id, chunk, subject_id),
  CONSTRAINT working_time_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT working_time_tenant_id_subject_id_fkey FOREIGN KEY (tenant_id, subject_id)
    REFERENCES subjects (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
SELECT protect_tenant_table('working_time');

-- Makes the bits of taken time of this transaction's tenant anew from the allocations, which nobody can change meanwhile.
CREATE FUNCTION rebuild_taken_time() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE allocations IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM taken_time WHERE tenant_id = current_setting('app.tenant_id')::uuid;
  INSERT INTO taken_time (tenant_id, chunk, subject_id, cells)
  SELECT a.tenant_id, n, a.subject_id, bit_or(cells_in(a.period, n))
  FROM allocations a
    CROSS JOIN generate_series(chunk_at(lower(a.period)), chunk_at(upper(a.period) - interval '5 minutes')) n
  WHERE a.tenant_id = current_setting('app.tenant_id')::uuid AND is_in_bits(a.state, a.period)
  GROUP BY a.tenant_id, n, a.subject_id;
END
$$;
REVOKE EXECUTE ON FUNCTION rebuild_taken_time FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rebuild_taken_time TO turnero_app;
