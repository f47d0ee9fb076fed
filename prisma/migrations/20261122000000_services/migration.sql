-- What a service type of the vertical's file says beyond variants, add-ons and segments. Its rules of scheduling, its
-- approval and its deposit are a row of `settings` in the service's layer.
ALTER TABLE services
  ADD COLUMN duration_inputs jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN place text NOT NULL DEFAULT 'location',
  ADD COLUMN intake_form text,
  ADD CONSTRAINT services_duration_inputs CHECK (jsonb_typeof(duration_inputs) = 'array'),
  ADD CONSTRAINT services_place CHECK (place IN ('location', 'customer', 'online'));
