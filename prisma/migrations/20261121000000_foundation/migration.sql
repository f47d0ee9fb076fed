-- Foundation: roles, the wall between tenants, and the tables that everything else stands on.
-- Runs as the owner (DATABASE_URL), who is not a superuser: forced row-level security binds the owner too.

-- ── Extensions (all trusted: the owner of the database may create them) ────────────────────────────────
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- ── Roles. Passwords and LOGIN are set by `npm run db -- migrate`, not kept in a file. ─────────────────
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['turnero_app', 'turnero_direct', 'turnero_operator'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', name);
  END LOOP;
  -- The job queue creates and owns a schema of its own.
  EXECUTE format('GRANT CREATE ON DATABASE %I TO turnero_direct', current_database());
END
$$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- ── Who acts and for which tenant: transaction settings, written only by inTransaction() ───────────────
CREATE FUNCTION current_actor() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.actor_id', true), '')::uuid;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  NEW.updated_by := current_actor();
  RETURN NEW;
END
$$;

-- ── Tables (drafted by Prisma from schema.prisma) ──────────────────────────────────────────────────────
-- CreateEnum
CREATE TYPE "role" AS ENUM ('customer', 'provider', 'reception', 'manager', 'owner', 'admin');

-- CreateEnum
CREATE TYPE "user_token_purpose" AS ENUM ('verify_email', 'reset_password', 'change_email');

-- CreateEnum
CREATE TYPE "subject_kind" AS ENUM ('provider', 'resource_unit');

-- CreateEnum
CREATE TYPE "booking_state" AS ENUM ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'expired', 'declined', 'cancelled', 'no_show');

-- CreateEnum
CREATE TYPE "allocation_state" AS ENUM ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked', 'expired', 'declined', 'cancelled', 'no_show');

-- CreateTable
CREATE TABLE "tenants" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "slug" CITEXT NOT NULL,
    "name" TEXT NOT NULL,
    "vertical" TEXT NOT NULL,
    "suspended_at" TIMESTAMPTZ(3),
    "suspended_by" UUID,
    "suspension_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "domains" (
    "host" CITEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "domains_pkey" PRIMARY KEY ("host")
);

-- CreateTable
CREATE TABLE "operators" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "email" CITEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "operators_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_sessions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "operator_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "ip" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "operator_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_events" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "operator_id" UUID,
    "action" TEXT NOT NULL,
    "tenant_id" UUID,
    "details" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operator_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeats" (
    "worker_id" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_heartbeats_pkey" PRIMARY KEY ("worker_id")
);

-- CreateTable
CREATE TABLE "users" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "email" CITEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "password_hash" TEXT,
    "email_verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "user_tokens" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "user_id" UUID NOT NULL,
    "purpose" "user_token_purpose" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "email" CITEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "user_tokens_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "user_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "token_salt" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "previous_token_hash" TEXT,
    "rotated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" TEXT,
    "ip" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "role_grants" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "business_id" UUID,
    "location_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "role_grants_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "customers" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "user_id" UUID,
    "name" TEXT NOT NULL,
    "email" CITEXT,
    "phone" TEXT,
    "locale" TEXT,
    "merged_into_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "customers_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "business_clients" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "business_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "notes" TEXT,
    "tags" TEXT[],
    "blocked_at" TIMESTAMPTZ(3),
    "blocked_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "business_clients_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "businesses" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "slug" CITEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" JSONB NOT NULL DEFAULT '{}',
    "phone" TEXT,
    "email" TEXT,
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "businesses_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "locations" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "business_id" UUID NOT NULL,
    "slug" CITEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" JSONB NOT NULL DEFAULT '{}',
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "time_zone" TEXT NOT NULL,
    "keeps_hours" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "locations_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "subjects" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "subject_kind" NOT NULL,
    "keeps_hours" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "subjects_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "providers" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "subject_kind" NOT NULL DEFAULT 'provider',
    "business_id" UUID NOT NULL,
    "user_id" UUID,
    "slug" CITEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" JSONB NOT NULL DEFAULT '{}',
    "bio" JSONB NOT NULL DEFAULT '{}',
    "level" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "time_zone" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "providers_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "provider_locations" (
    "tenant_id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),

    CONSTRAINT "provider_locations_pkey" PRIMARY KEY ("tenant_id","provider_id","location_id")
);

-- CreateTable
CREATE TABLE "provider_services" (
    "tenant_id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),

    CONSTRAINT "provider_services_pkey" PRIMARY KEY ("tenant_id","provider_id","service_id")
);

-- CreateTable
CREATE TABLE "resource_types" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "key" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "resource_types_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "resource_units" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "subject_kind" NOT NULL DEFAULT 'resource_unit',
    "resource_type_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "name" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "resource_units_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "services" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "business_id" UUID NOT NULL,
    "template_key" TEXT,
    "slug" CITEXT NOT NULL,
    "name" JSONB NOT NULL,
    "description" JSONB NOT NULL DEFAULT '{}',
    "category" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "capacity" INTEGER NOT NULL DEFAULT 1,
    "providers_required" INTEGER NOT NULL DEFAULT 1,
    "buffer_before_minutes" INTEGER NOT NULL DEFAULT 0,
    "buffer_after_minutes" INTEGER NOT NULL DEFAULT 0,
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "services_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "service_variants" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "service_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "minutes" INTEGER NOT NULL,
    "price_amount" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_variants_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "service_add_ons" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "service_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "minutes" INTEGER NOT NULL DEFAULT 0,
    "price_amount" BIGINT NOT NULL,
    "max_quantity" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_add_ons_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "service_segments" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "service_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "minutes" INTEGER NOT NULL,
    "takes_provider" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "service_segments_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "service_requirements" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "service_id" UUID NOT NULL,
    "segment_id" UUID,
    "resource_type_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "service_requirements_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "weekly_hours" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "location_id" UUID,
    "subject_id" UUID,
    "weekday" SMALLINT NOT NULL,
    "start_minute" SMALLINT NOT NULL,
    "end_minute" SMALLINT NOT NULL,
    "valid_from" DATE,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "weekly_hours_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "date_overrides" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "location_id" UUID,
    "subject_id" UUID,
    "date" DATE NOT NULL,
    "intervals" JSONB NOT NULL DEFAULT '[]',
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "date_overrides_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "time_off" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "subject_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "start_date" DATE,
    "end_date" DATE,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "time_off_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "blocks" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "subject_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "blocks_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "bookings" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "state" "booking_state" NOT NULL,
    "customer_id" UUID,
    "business_id" UUID NOT NULL,
    "location_id" UUID,
    "time_zone" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "currency" CHAR(3) NOT NULL,
    "total_amount" BIGINT NOT NULL,
    "price_lines" JSONB NOT NULL DEFAULT '[]',
    "policy" JSONB NOT NULL DEFAULT '{}',
    "terms" JSONB NOT NULL DEFAULT '{}',
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "bookings_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "booking_items" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "booking_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "service_id" UUID NOT NULL,
    "variant_id" UUID,
    "provider_id" UUID,
    "class_session_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "booking_items_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "booking_events" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "booking_id" UUID NOT NULL,
    "from_state" "booking_state",
    "to_state" "booking_state" NOT NULL,
    "reason" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),

    CONSTRAINT "booking_events_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "allocations" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "subject_id" UUID NOT NULL,
    "period" tstzrange NOT NULL,
    "state" "allocation_state" NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "booking_item_id" UUID,
    "block_id" UUID,
    "class_session_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "allocations_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "class_sessions" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "service_id" UUID NOT NULL,
    "location_id" UUID,
    "provider_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "capacity" INTEGER NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "cancelled_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "class_sessions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "seats" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "class_session_id" UUID NOT NULL,
    "capacity" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "allocation_state" NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "booking_item_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "seats_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "settings" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "business_id" UUID,
    "location_id" UUID,
    "service_id" UUID,
    "value" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "settings_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "key" TEXT NOT NULL,
    "actor_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "media" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "storage_key" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "alt" JSONB NOT NULL DEFAULT '{}',
    "thumbhash" TEXT,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),
    "updated_by" UUID DEFAULT current_actor(),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "media_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" UUID,
    "before" JSONB,
    "after" JSONB,
    "actor_kind" TEXT NOT NULL,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID DEFAULT current_actor(),

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenants_slug_key" ON "tenants"("slug");

-- CreateIndex
CREATE INDEX "domains_tenant_id_idx" ON "domains"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "operators_email_key" ON "operators"("email");

-- CreateIndex
CREATE UNIQUE INDEX "operator_sessions_token_hash_key" ON "operator_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "operator_sessions_operator_id_idx" ON "operator_sessions"("operator_id");

-- CreateIndex
CREATE INDEX "operator_events_tenant_id_at_idx" ON "operator_events"("tenant_id", "at");

-- CreateIndex
CREATE INDEX "users_tenant_id_created_at_idx" ON "users"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "user_tokens_tenant_id_user_id_purpose_idx" ON "user_tokens"("tenant_id", "user_id", "purpose");

-- CreateIndex
CREATE UNIQUE INDEX "user_tokens_tenant_id_token_hash_key" ON "user_tokens"("tenant_id", "token_hash");

-- CreateIndex
CREATE INDEX "sessions_tenant_id_user_id_idx" ON "sessions"("tenant_id", "user_id");

-- CreateIndex
CREATE INDEX "api_keys_tenant_id_user_id_idx" ON "api_keys"("tenant_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_tenant_id_key_hash_key" ON "api_keys"("tenant_id", "key_hash");

-- CreateIndex
CREATE INDEX "role_grants_tenant_id_user_id_idx" ON "role_grants"("tenant_id", "user_id");

-- CreateIndex
CREATE INDEX "customers_tenant_id_user_id_idx" ON "customers"("tenant_id", "user_id");

-- CreateIndex
CREATE INDEX "customers_tenant_id_email_idx" ON "customers"("tenant_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "business_clients_tenant_id_business_id_customer_id_key" ON "business_clients"("tenant_id", "business_id", "customer_id");

-- CreateIndex
CREATE INDEX "businesses_tenant_id_created_at_idx" ON "businesses"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "locations_tenant_id_business_id_idx" ON "locations"("tenant_id", "business_id");

-- CreateIndex
CREATE UNIQUE INDEX "subjects_tenant_id_id_kind_key" ON "subjects"("tenant_id", "id", "kind");

-- CreateIndex
CREATE INDEX "providers_tenant_id_business_id_idx" ON "providers"("tenant_id", "business_id");

-- CreateIndex
CREATE INDEX "providers_tenant_id_user_id_idx" ON "providers"("tenant_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "providers_tenant_id_id_kind_key" ON "providers"("tenant_id", "id", "kind");

-- CreateIndex
CREATE INDEX "provider_locations_tenant_id_location_id_idx" ON "provider_locations"("tenant_id", "location_id");

-- CreateIndex
CREATE INDEX "provider_services_tenant_id_service_id_idx" ON "provider_services"("tenant_id", "service_id");

-- CreateIndex
CREATE UNIQUE INDEX "resource_types_tenant_id_key_key" ON "resource_types"("tenant_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "resource_units_tenant_id_id_kind_key" ON "resource_units"("tenant_id", "id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "resource_units_tenant_id_location_id_resource_type_id_numbe_key" ON "resource_units"("tenant_id", "location_id", "resource_type_id", "number");

-- CreateIndex
CREATE INDEX "services_tenant_id_business_id_position_idx" ON "services"("tenant_id", "business_id", "position");

-- CreateIndex
CREATE INDEX "service_variants_tenant_id_service_id_position_idx" ON "service_variants"("tenant_id", "service_id", "position");

-- CreateIndex
CREATE INDEX "service_add_ons_tenant_id_service_id_position_idx" ON "service_add_ons"("tenant_id", "service_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "service_segments_tenant_id_service_id_position_key" ON "service_segments"("tenant_id", "service_id", "position");

-- CreateIndex
CREATE INDEX "service_requirements_tenant_id_service_id_idx" ON "service_requirements"("tenant_id", "service_id");

-- CreateIndex
CREATE INDEX "weekly_hours_tenant_id_location_id_idx" ON "weekly_hours"("tenant_id", "location_id");

-- CreateIndex
CREATE INDEX "weekly_hours_tenant_id_subject_id_idx" ON "weekly_hours"("tenant_id", "subject_id");

-- CreateIndex
CREATE INDEX "date_overrides_tenant_id_subject_id_date_idx" ON "date_overrides"("tenant_id", "subject_id", "date");

-- CreateIndex
CREATE INDEX "date_overrides_tenant_id_location_id_date_idx" ON "date_overrides"("tenant_id", "location_id", "date");

-- CreateIndex
CREATE INDEX "time_off_tenant_id_subject_id_idx" ON "time_off"("tenant_id", "subject_id");

-- CreateIndex
CREATE INDEX "blocks_tenant_id_subject_id_starts_at_idx" ON "blocks"("tenant_id", "subject_id", "starts_at");

-- CreateIndex
CREATE INDEX "bookings_tenant_id_business_id_starts_at_idx" ON "bookings"("tenant_id", "business_id", "starts_at");

-- CreateIndex
CREATE INDEX "bookings_tenant_id_customer_id_starts_at_idx" ON "bookings"("tenant_id", "customer_id", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "bookings_tenant_id_code_key" ON "bookings"("tenant_id", "code");

-- CreateIndex
CREATE INDEX "booking_items_tenant_id_provider_id_starts_at_idx" ON "booking_items"("tenant_id", "provider_id", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "booking_items_tenant_id_booking_id_position_key" ON "booking_items"("tenant_id", "booking_id", "position");

-- CreateIndex
CREATE INDEX "booking_events_tenant_id_booking_id_id_idx" ON "booking_events"("tenant_id", "booking_id", "id");

-- CreateIndex
CREATE INDEX "allocations_tenant_id_booking_item_id_idx" ON "allocations"("tenant_id", "booking_item_id");

-- CreateIndex
CREATE INDEX "allocations_tenant_id_block_id_idx" ON "allocations"("tenant_id", "block_id");

-- CreateIndex
CREATE INDEX "allocations_tenant_id_class_session_id_idx" ON "allocations"("tenant_id", "class_session_id");

-- CreateIndex
CREATE INDEX "class_sessions_tenant_id_service_id_starts_at_idx" ON "class_sessions"("tenant_id", "service_id", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "class_sessions_tenant_id_id_capacity_key" ON "class_sessions"("tenant_id", "id", "capacity");

-- CreateIndex
CREATE INDEX "seats_tenant_id_booking_item_id_idx" ON "seats"("tenant_id", "booking_item_id");

-- CreateIndex
CREATE INDEX "outbox_id_idx" ON "outbox"("id");

-- CreateIndex
CREATE INDEX "idempotency_keys_expires_at_idx" ON "idempotency_keys"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "idempotency_keys_tenant_id_actor_key_key_key" ON "idempotency_keys"("tenant_id", "actor_key", "key");

-- CreateIndex
CREATE UNIQUE INDEX "media_tenant_id_storage_key_key" ON "media"("tenant_id", "storage_key");

-- CreateIndex
CREATE INDEX "audit_events_tenant_id_entity_entity_id_idx" ON "audit_events"("tenant_id", "entity", "entity_id");

-- AddForeignKey
ALTER TABLE "domains" ADD CONSTRAINT "domains_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "operator_sessions" ADD CONSTRAINT "operator_sessions_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operators"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_tokens" ADD CONSTRAINT "user_tokens_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_tokens" ADD CONSTRAINT "user_tokens_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_tenant_id_business_id_fkey" FOREIGN KEY ("tenant_id", "business_id") REFERENCES "businesses"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_tenant_id_merged_into_id_fkey" FOREIGN KEY ("tenant_id", "merged_into_id") REFERENCES "customers"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "business_clients" ADD CONSTRAINT "business_clients_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "business_clients" ADD CONSTRAINT "business_clients_tenant_id_business_id_fkey" FOREIGN KEY ("tenant_id", "business_id") REFERENCES "businesses"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "business_clients" ADD CONSTRAINT "business_clients_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customers"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "businesses" ADD CONSTRAINT "businesses_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "locations" ADD CONSTRAINT "locations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "locations" ADD CONSTRAINT "locations_tenant_id_business_id_fkey" FOREIGN KEY ("tenant_id", "business_id") REFERENCES "businesses"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "subjects" ADD CONSTRAINT "subjects_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "providers" ADD CONSTRAINT "providers_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "providers" ADD CONSTRAINT "providers_tenant_id_id_kind_fkey" FOREIGN KEY ("tenant_id", "id", "kind") REFERENCES "subjects"("tenant_id", "id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "providers" ADD CONSTRAINT "providers_tenant_id_business_id_fkey" FOREIGN KEY ("tenant_id", "business_id") REFERENCES "businesses"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "providers" ADD CONSTRAINT "providers_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "provider_locations" ADD CONSTRAINT "provider_locations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "provider_locations" ADD CONSTRAINT "provider_locations_tenant_id_provider_id_fkey" FOREIGN KEY ("tenant_id", "provider_id") REFERENCES "providers"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "provider_locations" ADD CONSTRAINT "provider_locations_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "provider_services" ADD CONSTRAINT "provider_services_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "provider_services" ADD CONSTRAINT "provider_services_tenant_id_provider_id_fkey" FOREIGN KEY ("tenant_id", "provider_id") REFERENCES "providers"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "provider_services" ADD CONSTRAINT "provider_services_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resource_types" ADD CONSTRAINT "resource_types_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resource_units" ADD CONSTRAINT "resource_units_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resource_units" ADD CONSTRAINT "resource_units_tenant_id_id_kind_fkey" FOREIGN KEY ("tenant_id", "id", "kind") REFERENCES "subjects"("tenant_id", "id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resource_units" ADD CONSTRAINT "resource_units_tenant_id_resource_type_id_fkey" FOREIGN KEY ("tenant_id", "resource_type_id") REFERENCES "resource_types"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resource_units" ADD CONSTRAINT "resource_units_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "services" ADD CONSTRAINT "services_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "services" ADD CONSTRAINT "services_tenant_id_business_id_fkey" FOREIGN KEY ("tenant_id", "business_id") REFERENCES "businesses"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_variants" ADD CONSTRAINT "service_variants_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_variants" ADD CONSTRAINT "service_variants_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_add_ons" ADD CONSTRAINT "service_add_ons_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_add_ons" ADD CONSTRAINT "service_add_ons_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_segments" ADD CONSTRAINT "service_segments_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_segments" ADD CONSTRAINT "service_segments_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_requirements" ADD CONSTRAINT "service_requirements_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_requirements" ADD CONSTRAINT "service_requirements_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_requirements" ADD CONSTRAINT "service_requirements_tenant_id_segment_id_fkey" FOREIGN KEY ("tenant_id", "segment_id") REFERENCES "service_segments"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "service_requirements" ADD CONSTRAINT "service_requirements_tenant_id_resource_type_id_fkey" FOREIGN KEY ("tenant_id", "resource_type_id") REFERENCES "resource_types"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "weekly_hours" ADD CONSTRAINT "weekly_hours_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "weekly_hours" ADD CONSTRAINT "weekly_hours_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "weekly_hours" ADD CONSTRAINT "weekly_hours_tenant_id_subject_id_fkey" FOREIGN KEY ("tenant_id", "subject_id") REFERENCES "subjects"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "date_overrides" ADD CONSTRAINT "date_overrides_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "date_overrides" ADD CONSTRAINT "date_overrides_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "date_overrides" ADD CONSTRAINT "date_overrides_tenant_id_subject_id_fkey" FOREIGN KEY ("tenant_id", "subject_id") REFERENCES "subjects"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "time_off" ADD CONSTRAINT "time_off_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "time_off" ADD CONSTRAINT "time_off_tenant_id_subject_id_fkey" FOREIGN KEY ("tenant_id", "subject_id") REFERENCES "subjects"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_tenant_id_subject_id_fkey" FOREIGN KEY ("tenant_id", "subject_id") REFERENCES "subjects"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customers"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_tenant_id_business_id_fkey" FOREIGN KEY ("tenant_id", "business_id") REFERENCES "businesses"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_items" ADD CONSTRAINT "booking_items_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_items" ADD CONSTRAINT "booking_items_tenant_id_booking_id_fkey" FOREIGN KEY ("tenant_id", "booking_id") REFERENCES "bookings"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_items" ADD CONSTRAINT "booking_items_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_items" ADD CONSTRAINT "booking_items_tenant_id_variant_id_fkey" FOREIGN KEY ("tenant_id", "variant_id") REFERENCES "service_variants"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_items" ADD CONSTRAINT "booking_items_tenant_id_provider_id_fkey" FOREIGN KEY ("tenant_id", "provider_id") REFERENCES "providers"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_items" ADD CONSTRAINT "booking_items_tenant_id_class_session_id_fkey" FOREIGN KEY ("tenant_id", "class_session_id") REFERENCES "class_sessions"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_events" ADD CONSTRAINT "booking_events_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_events" ADD CONSTRAINT "booking_events_tenant_id_booking_id_fkey" FOREIGN KEY ("tenant_id", "booking_id") REFERENCES "bookings"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_tenant_id_subject_id_fkey" FOREIGN KEY ("tenant_id", "subject_id") REFERENCES "subjects"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_tenant_id_booking_item_id_fkey" FOREIGN KEY ("tenant_id", "booking_item_id") REFERENCES "booking_items"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_tenant_id_block_id_fkey" FOREIGN KEY ("tenant_id", "block_id") REFERENCES "blocks"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_tenant_id_class_session_id_fkey" FOREIGN KEY ("tenant_id", "class_session_id") REFERENCES "class_sessions"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "class_sessions" ADD CONSTRAINT "class_sessions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "class_sessions" ADD CONSTRAINT "class_sessions_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "class_sessions" ADD CONSTRAINT "class_sessions_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "class_sessions" ADD CONSTRAINT "class_sessions_tenant_id_provider_id_fkey" FOREIGN KEY ("tenant_id", "provider_id") REFERENCES "providers"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "seats" ADD CONSTRAINT "seats_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "seats" ADD CONSTRAINT "seats_tenant_id_class_session_id_capacity_fkey" FOREIGN KEY ("tenant_id", "class_session_id", "capacity") REFERENCES "class_sessions"("tenant_id", "id", "capacity") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "seats" ADD CONSTRAINT "seats_tenant_id_booking_item_id_fkey" FOREIGN KEY ("tenant_id", "booking_item_id") REFERENCES "booking_items"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_tenant_id_business_id_fkey" FOREIGN KEY ("tenant_id", "business_id") REFERENCES "businesses"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "media" ADD CONSTRAINT "media_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE NO ACTION;


-- ── What must never happen ─────────────────────────────────────────────────────────────────────────────

-- No two blocking allocations of one subject overlap. An expired hold still stands here until the booking
-- transaction that wants its time releases it (the constraint cannot look at the clock).
ALTER TABLE allocations ADD CONSTRAINT allocations_no_overlap EXCLUDE USING gist (
  tenant_id WITH =, subject_id WITH =, period WITH &&
) WHERE (state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked'));

ALTER TABLE allocations
  ADD CONSTRAINT allocations_period_bounded CHECK (
    NOT isempty(period) AND lower(period) IS NOT NULL AND upper(period) IS NOT NULL
    AND lower_inc(period) AND NOT upper_inc(period)),
  ADD CONSTRAINT allocations_one_source CHECK (num_nonnulls(booking_item_id, block_id, class_session_id) = 1),
  ADD CONSTRAINT allocations_hold_expires CHECK (state <> 'held' OR expires_at IS NOT NULL);

-- A seat is sold once, and never beyond the session's capacity.
CREATE UNIQUE INDEX seats_sold_once ON seats (tenant_id, class_session_id, number)
  WHERE state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked');
ALTER TABLE seats
  ADD CONSTRAINT seats_within_capacity CHECK (number BETWEEN 1 AND capacity),
  ADD CONSTRAINT seats_hold_expires CHECK (state <> 'held' OR expires_at IS NOT NULL);

ALTER TABLE bookings
  ADD CONSTRAINT bookings_order CHECK (starts_at < ends_at),
  ADD CONSTRAINT bookings_hold_expires CHECK (state <> 'held' OR expires_at IS NOT NULL),
  ADD CONSTRAINT bookings_total CHECK (total_amount >= 0);
ALTER TABLE booking_items ADD CONSTRAINT booking_items_order CHECK (starts_at < ends_at);
ALTER TABLE blocks ADD CONSTRAINT blocks_order CHECK (starts_at < ends_at);
ALTER TABLE class_sessions
  ADD CONSTRAINT class_sessions_order CHECK (starts_at < ends_at),
  ADD CONSTRAINT class_sessions_capacity CHECK (capacity >= 1);

-- A subject is what its row says: a provider's subject cannot serve as a resource unit.
ALTER TABLE providers ADD CONSTRAINT providers_kind CHECK (kind = 'provider');
ALTER TABLE resource_units
  ADD CONSTRAINT resource_units_kind CHECK (kind = 'resource_unit'),
  ADD CONSTRAINT resource_units_number CHECK (number >= 1);

ALTER TABLE services
  ADD CONSTRAINT services_capacity CHECK (capacity >= 1),
  ADD CONSTRAINT services_providers CHECK (providers_required >= 0),
  ADD CONSTRAINT services_buffers CHECK (buffer_before_minutes >= 0 AND buffer_after_minutes >= 0);
ALTER TABLE service_variants
  ADD CONSTRAINT service_variants_minutes CHECK (minutes >= 1),
  ADD CONSTRAINT service_variants_price CHECK (price_amount >= 0);
ALTER TABLE service_add_ons
  ADD CONSTRAINT service_add_ons_minutes CHECK (minutes >= 0),
  ADD CONSTRAINT service_add_ons_price CHECK (price_amount >= 0),
  ADD CONSTRAINT service_add_ons_quantity CHECK (max_quantity >= 1);
ALTER TABLE service_segments ADD CONSTRAINT service_segments_minutes CHECK (minutes >= 1);
ALTER TABLE service_requirements ADD CONSTRAINT service_requirements_quantity CHECK (quantity >= 1);

ALTER TABLE locations
  ADD CONSTRAINT locations_point CHECK (
    num_nonnulls(latitude, longitude) IN (0, 2)
    AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180);

ALTER TABLE weekly_hours
  ADD CONSTRAINT weekly_hours_one_owner CHECK (num_nonnulls(location_id, subject_id) = 1),
  ADD CONSTRAINT weekly_hours_weekday CHECK (weekday BETWEEN 1 AND 7),
  ADD CONSTRAINT weekly_hours_minutes CHECK (
    start_minute BETWEEN 0 AND 1439 AND end_minute > start_minute AND end_minute <= start_minute + 1440),
  ADD CONSTRAINT weekly_hours_validity CHECK (valid_from <= valid_to);
ALTER TABLE date_overrides
  ADD CONSTRAINT date_overrides_one_owner CHECK (num_nonnulls(location_id, subject_id) = 1),
  ADD CONSTRAINT date_overrides_intervals CHECK (jsonb_typeof(intervals) = 'array');
CREATE UNIQUE INDEX date_overrides_once ON date_overrides (tenant_id, location_id, subject_id, date)
  NULLS NOT DISTINCT;
ALTER TABLE time_off ADD CONSTRAINT time_off_one_form CHECK (
  (num_nonnulls(starts_at, ends_at) = 2 AND num_nonnulls(start_date, end_date) = 0 AND starts_at < ends_at)
  OR (num_nonnulls(starts_at, ends_at) = 0 AND num_nonnulls(start_date, end_date) = 2
      AND start_date <= end_date));

-- A scope is a path: a location never without its business.
ALTER TABLE role_grants ADD CONSTRAINT role_grants_scope
  CHECK (location_id IS NULL OR business_id IS NOT NULL);
CREATE UNIQUE INDEX role_grants_once ON role_grants (tenant_id, user_id, role, business_id, location_id)
  NULLS NOT DISTINCT;
ALTER TABLE settings ADD CONSTRAINT settings_one_layer
  CHECK (num_nonnulls(business_id, location_id, service_id) <= 1);
CREATE UNIQUE INDEX settings_once ON settings (tenant_id, business_id, location_id, service_id)
  NULLS NOT DISTINCT;
ALTER TABLE tenants ADD CONSTRAINT tenants_slug CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');

-- What was deleted frees its name.
CREATE UNIQUE INDEX users_email_once ON users (tenant_id, email) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX customers_user_once ON customers (tenant_id, user_id)
  WHERE user_id IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX businesses_slug_once ON businesses (tenant_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX locations_slug_once ON locations (tenant_id, business_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX providers_slug_once ON providers (tenant_id, business_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX services_slug_once ON services (tenant_id, business_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX service_variants_key_once ON service_variants (tenant_id, service_id, key)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX service_add_ons_key_once ON service_add_ons (tenant_id, service_id, key)
  WHERE deleted_at IS NULL;

-- ── The wall ───────────────────────────────────────────────────────────────────────────────────────────

/* Puts one tenant table behind the wall; every migration that creates one calls it.
   rights: what the app role may do; append-only tables get 'SELECT, INSERT'. */
CREATE FUNCTION protect_tenant_table(target regclass, rights text DEFAULT 'SELECT, INSERT, UPDATE, DELETE')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  -- The sub-select is evaluated once per statement, not once per row.
  EXECUTE format($policy$
    CREATE POLICY tenant_isolation ON %s
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  $policy$, target);
  -- FORCE binds the owner too: backfills, backup and erase say so first.
  EXECUTE format($policy$
    CREATE POLICY owner_maintenance ON %s TO CURRENT_USER
      USING (current_setting('app.maintenance', true) = 'on')
      WITH CHECK (current_setting('app.maintenance', true) = 'on')
  $policy$, target);
  EXECUTE format('GRANT %s ON %s TO turnero_app', rights, target);
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = target AND attname = 'updated_at') THEN
    EXECUTE format('CREATE TRIGGER touch BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touch()', target);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION protect_tenant_table FROM PUBLIC;

DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT c.oid FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND c.relname NOT IN ('domains', 'operator_events', 'outbox', 'audit_events', 'booking_events')
  LOOP
    PERFORM protect_tenant_table(target);
  END LOOP;
END
$$;
SELECT protect_tenant_table('outbox', 'SELECT, INSERT'),
       protect_tenant_table('audit_events', 'SELECT, INSERT'),
       protect_tenant_table('booking_events', 'SELECT, INSERT');

-- The relay takes what has been promised, of all tenants, and nothing else.
CREATE POLICY relay_takes ON outbox FOR ALL TO turnero_direct USING (true) WITH CHECK (false);
GRANT SELECT, UPDATE, DELETE ON outbox TO turnero_direct;
-- Keys that have served their day are swept; the sweeper sees nothing but when they end.
CREATE POLICY sweeper_reads ON idempotency_keys FOR SELECT TO turnero_direct USING (true);
CREATE POLICY sweeper_deletes ON idempotency_keys FOR DELETE TO turnero_direct USING (expires_at < now());
GRANT SELECT (expires_at), DELETE ON idempotency_keys TO turnero_direct;

-- ── Platform tables: the operators' narrow path ────────────────────────────────────────────────────────
DO $$
DECLARE
  target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['tenants', 'domains', 'operators', 'operator_sessions', 'operator_events'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY owner_all ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', target);
    EXECUTE format('CREATE POLICY operator_all ON %I TO turnero_operator USING (true) WITH CHECK (true)',
                   target);
  END LOOP;
END
$$;
CREATE TRIGGER touch BEFORE UPDATE ON tenants FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON operators FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON operator_sessions FOR EACH ROW EXECUTE FUNCTION touch();
GRANT SELECT, INSERT, UPDATE ON tenants, operators, operator_sessions TO turnero_operator;
GRANT SELECT, INSERT, UPDATE, DELETE ON domains TO turnero_operator;
GRANT SELECT, INSERT ON operator_events TO turnero_operator;
-- What an operator decides about a tenant has effects there (sockets closed, caches dropped).
CREATE POLICY operator_emits ON outbox FOR INSERT TO turnero_operator WITH CHECK (true);
GRANT INSERT ON outbox TO turnero_operator;

-- A tenant sees its own row and its own domains.
CREATE POLICY tenant_own ON tenants FOR SELECT TO turnero_app
  USING (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY tenant_own ON domains FOR SELECT TO turnero_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
GRANT SELECT ON tenants, domains TO turnero_app;

/* The one look-up made before a tenant is known. Give a slug (of <slug>.<base host>) or a host (own domain);
   answers at most one row, of public facts only. */
CREATE FUNCTION resolve_tenant(wanted_slug citext, wanted_host citext)
RETURNS TABLE (id uuid, slug citext, name text, vertical text, suspended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
  SELECT t.id, t.slug, t.name, t.vertical, t.suspended_at IS NOT NULL
  FROM tenants t
  WHERE t.slug = wanted_slug
     OR t.id = (SELECT d.tenant_id FROM domains d WHERE d.host = wanted_host AND d.verified_at IS NOT NULL)
  LIMIT 1;
END;
REVOKE EXECUTE ON FUNCTION resolve_tenant FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resolve_tenant TO turnero_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON worker_heartbeats TO turnero_direct;
