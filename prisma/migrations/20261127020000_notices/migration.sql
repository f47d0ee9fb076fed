-- An account's inbox also holds what is not about a booking: that somebody asks to join, or what was decided.
ALTER TABLE notifications ALTER COLUMN message_id DROP NOT NULL;
