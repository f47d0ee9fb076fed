-- Whose a picture is: of one business, or of the tenant itself.
ALTER TABLE media
  ADD COLUMN business_id UUID,
  ADD CONSTRAINT media_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  ADD CONSTRAINT media_size CHECK (width >= 1 AND height >= 1 AND bytes >= 1);
CREATE INDEX media_tenant_id_business_id_idx ON media (tenant_id, business_id);

-- The picture that stands for a business, and the one of a provider: chosen by somebody, at a time. Without one it is drawn.
CREATE TABLE business_covers (
  tenant_id UUID NOT NULL,
  business_id UUID NOT NULL,
  media_id UUID NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT business_covers_pkey PRIMARY KEY (tenant_id, business_id),
  CONSTRAINT business_covers_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT business_covers_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT business_covers_tenant_id_media_id_fkey FOREIGN KEY (tenant_id, media_id)
    REFERENCES media (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX business_covers_tenant_id_media_id_idx ON business_covers (tenant_id, media_id);
SELECT protect_tenant_table('business_covers');

CREATE TABLE provider_portraits (
  tenant_id UUID NOT NULL,
  provider_id UUID NOT NULL,
  media_id UUID NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT provider_portraits_pkey PRIMARY KEY (tenant_id, provider_id),
  CONSTRAINT provider_portraits_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT provider_portraits_tenant_id_provider_id_fkey FOREIGN KEY (tenant_id, provider_id)
    REFERENCES providers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT provider_portraits_tenant_id_media_id_fkey FOREIGN KEY (tenant_id, media_id)
    REFERENCES media (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX provider_portraits_tenant_id_media_id_idx ON provider_portraits (tenant_id, media_id);
SELECT protect_tenant_table('provider_portraits');
