-- What people are told about their bookings, how they want to be told, and feeds for their calendars.

CREATE TYPE message_channel AS ENUM ('email', 'whatsapp', 'push', 'inbox');
CREATE TYPE message_state AS ENUM ('queued', 'sent', 'failed', 'dropped');

-- The outbox that staff sees: one message to one person by one way.
CREATE TABLE messages (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  booking_id UUID NOT NULL,
  -- What it tells of: "event <row of the history>", "start <instant>", "end <instant>" or "again <message>".
  cause TEXT NOT NULL,
  -- Key of the message in the settings, and which it is.
  key TEXT NOT NULL,
  which TEXT NOT NULL,
  channel message_channel NOT NULL,
  -- Address, number or account; empty where the person has none.
  recipient TEXT NOT NULL,
  locale TEXT NOT NULL,
  state message_state NOT NULL DEFAULT 'queued',
  -- Why it was dropped, or failed the last time.
  reason TEXT,
  due_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  sent_at TIMESTAMPTZ(3),
  -- Somebody is sending it until then.
  claimed_until TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT messages_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
  CONSTRAINT messages_reason CHECK (state IN ('queued', 'sent') OR reason IS NOT NULL),
  CONSTRAINT messages_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT messages_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id)
    REFERENCES bookings (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX messages_once ON messages (tenant_id, booking_id, cause, key, channel, recipient);
CREATE INDEX messages_tenant_id_created_at_idx ON messages (tenant_id, created_at);
CREATE INDEX messages_due ON messages (due_at) WHERE state = 'queued';
SELECT protect_tenant_table('messages');
-- Every minute the worker asks which are due; of them it sees nothing but their ids and times.
CREATE POLICY upkeep_reads ON messages FOR SELECT TO turnero_direct USING (state = 'queued' AND due_at <= now());
GRANT SELECT (tenant_id, id, state, due_at, claimed_until) ON messages TO turnero_direct;

CREATE TABLE message_attempts (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  message_id UUID NOT NULL,
  state message_state NOT NULL,
  reason TEXT,
  -- The id that whoever took it gave it.
  external_id TEXT,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT message_attempts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT message_attempts_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT message_attempts_tenant_id_message_id_fkey FOREIGN KEY (tenant_id, message_id)
    REFERENCES messages (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX message_attempts_tenant_id_message_id_idx ON message_attempts (tenant_id, message_id);
SELECT protect_tenant_table('message_attempts', 'SELECT, INSERT');

-- Ways that somebody does not want. By address, so that it also holds for who has no account.
CREATE TABLE message_optouts (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  channel message_channel NOT NULL,
  recipient CITEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT message_optouts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT message_optouts_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX message_optouts_once ON message_optouts (tenant_id, channel, recipient);
SELECT protect_tenant_table('message_optouts');

-- When an account is not to be disturbed, in minutes of the day where the booking is; without a row: at night.
CREATE TABLE quiet_hours (
  tenant_id UUID NOT NULL,
  user_id UUID NOT NULL,
  from_minute INTEGER NOT NULL,
  to_minute INTEGER NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT quiet_hours_pkey PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT quiet_hours_minutes CHECK (from_minute BETWEEN 0 AND 1439 AND to_minute BETWEEN 0 AND 1439),
  CONSTRAINT quiet_hours_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT quiet_hours_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
SELECT protect_tenant_table('quiet_hours');

-- Browsers that may be woken, by the address their maker gave them.
CREATE TABLE push_subscriptions (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  user_id UUID NOT NULL,
  endpoint TEXT NOT NULL,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT push_subscriptions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT push_subscriptions_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT push_subscriptions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX push_subscriptions_tenant_id_endpoint_key ON push_subscriptions (tenant_id, endpoint);
CREATE INDEX push_subscriptions_tenant_id_user_id_idx ON push_subscriptions (tenant_id, user_id);
SELECT protect_tenant_table('push_subscriptions');

-- The inbox of an account in the product itself.
CREATE TABLE notifications (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  user_id UUID NOT NULL,
  message_id UUID NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  path TEXT NOT NULL,
  read_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT notifications_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT notifications_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT notifications_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT notifications_tenant_id_message_id_fkey FOREIGN KEY (tenant_id, message_id)
    REFERENCES messages (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX notifications_tenant_id_message_id_key ON notifications (tenant_id, message_id);
CREATE INDEX notifications_tenant_id_user_id_created_at_idx ON notifications (tenant_id, user_id, created_at);
SELECT protect_tenant_table('notifications');

-- Secret addresses that calendars read: of a provider, of a unit, or else of the bookings of whoever made it.
CREATE TABLE calendar_feeds (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  user_id UUID NOT NULL,
  provider_id UUID,
  resource_unit_id UUID,
  token_hash TEXT NOT NULL,
  revoked_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT calendar_feeds_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT calendar_feeds_of_one CHECK (num_nonnulls(provider_id, resource_unit_id) <= 1),
  CONSTRAINT calendar_feeds_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT calendar_feeds_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT calendar_feeds_tenant_id_provider_id_fkey FOREIGN KEY (tenant_id, provider_id)
    REFERENCES providers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT calendar_feeds_tenant_id_resource_unit_id_fkey FOREIGN KEY (tenant_id, resource_unit_id)
    REFERENCES resource_units (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX calendar_feeds_tenant_id_token_hash_key ON calendar_feeds (tenant_id, token_hash);
CREATE INDEX calendar_feeds_tenant_id_user_id_idx ON calendar_feeds (tenant_id, user_id);
SELECT protect_tenant_table('calendar_feeds');
