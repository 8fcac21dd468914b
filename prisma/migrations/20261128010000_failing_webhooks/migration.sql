-- Every two seconds each process looks for webhooks that fail and have no incident yet: few of many.
CREATE INDEX webhook_states_failing_idx ON webhook_states (organization_id, webhook_id) WHERE failing_since IS NOT NULL;
