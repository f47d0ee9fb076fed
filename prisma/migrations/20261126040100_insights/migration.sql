-- What happened at a business on a local day, counted beforehand, so that a dashboard sums days and not bookings. Everything
-- stands on the day of the booking's start in its own zone; the provider is that of the booking's first item, or nobody.
CREATE TABLE insight_days (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  provider_id UUID,
  day DATE NOT NULL,
  currency CHAR(3) NOT NULL,
  pending INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  checked_in INTEGER NOT NULL,
  completed INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  no_show INTEGER NOT NULL,
  declined INTEGER NOT NULL,
  new_customers INTEGER NOT NULL,
  returning_customers INTEGER NOT NULL,
  value BIGINT NOT NULL,
  revenue BIGINT NOT NULL,
  commission BIGINT NOT NULL,
  company_fees BIGINT NOT NULL,
  refunds BIGINT NOT NULL,
  CONSTRAINT insight_days_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT insight_days_place UNIQUE NULLS NOT DISTINCT (tenant_id, day, business_id, provider_id, currency),
  CONSTRAINT insight_days_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT insight_days_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT insight_days_tenant_id_provider_id_fkey FOREIGN KEY (tenant_id, provider_id)
    REFERENCES providers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX insight_days_tenant_id_business_id_day_idx ON insight_days (tenant_id, business_id, day);
SELECT protect_tenant_table('insight_days');

-- Minutes that could be booked and minutes that were: what occupancy is made of. Without a provider: units and classes.
CREATE TABLE insight_hours (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  provider_id UUID,
  day DATE NOT NULL,
  available_minutes INTEGER NOT NULL DEFAULT 0,
  booked_minutes INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT insight_hours_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT insight_hours_place UNIQUE NULLS NOT DISTINCT (tenant_id, day, business_id, provider_id),
  CONSTRAINT insight_hours_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT insight_hours_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT insight_hours_tenant_id_provider_id_fkey FOREIGN KEY (tenant_id, provider_id)
    REFERENCES providers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX insight_hours_tenant_id_business_id_day_idx ON insight_hours (tenant_id, business_id, day);
SELECT protect_tenant_table('insight_hours');

CREATE TABLE insight_services (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  provider_id UUID,
  service_id UUID NOT NULL,
  day DATE NOT NULL,
  bookings INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  CONSTRAINT insight_services_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT insight_services_place UNIQUE NULLS NOT DISTINCT (tenant_id, day, business_id, provider_id, service_id),
  CONSTRAINT insight_services_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT insight_services_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT insight_services_tenant_id_provider_id_fkey FOREIGN KEY (tenant_id, provider_id)
    REFERENCES providers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT insight_services_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id)
    REFERENCES services (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX insight_services_tenant_id_business_id_day_idx ON insight_services (tenant_id, business_id, day);
SELECT protect_tenant_table('insight_services');

-- What happened before there was a count is counted by the worker's first batch.
SELECT set_config('app.maintenance', 'on', true);
INSERT INTO outbox (tenant_id, kind, payload)
SELECT id, 'insights.outdated', '{"isWhole": true}'::jsonb FROM tenants;

-- Who changed what, the newest first: of everything, of a kind of thing, by a person.
CREATE INDEX audit_events_tenant_id_created_at_id_idx ON audit_events (tenant_id, created_at DESC, id DESC);
CREATE INDEX audit_events_tenant_id_created_by_created_at_idx ON audit_events (tenant_id, created_by, created_at DESC);
