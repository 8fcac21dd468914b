-- Per-webhook masking of customers' names, e-mail addresses and telephone numbers. One bit a field, the same everywhere:
-- 1 name, 2 email, 4 phone (lib/webhooks/core/mask.ts). Null: nothing is masked.
ALTER TABLE "webhooks" ADD COLUMN "mask" SMALLINT;
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_mask_check" CHECK ("mask" BETWEEN 1 AND 7);

-- A delivery has the mask that its webhook had when it was made, for ever: no id is ever sent with two bodies.
ALTER TABLE "deliveries" ADD COLUMN "mask" SMALLINT;
CREATE FUNCTION "deliveries_refuse_new_mask"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what is masked in a delivery does not change' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "deliveries_keep_mask" BEFORE UPDATE OF "mask" ON "deliveries"
  FOR EACH STATEMENT EXECUTE FUNCTION "deliveries_refuse_new_mask"();

-- What all webhooks of an organisation mask that are subscribed to an event, as {"call.completed": 3}: nobody is to get
-- it, so it is not stored. Kept here, as whoever accepts an event reads this row in any case. Null: nothing.
ALTER TABLE "organizations" ADD COLUMN "stored_masks" JSONB;
CREATE FUNCTION "webhooks_share_masks"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- One change of an organisation's webhooks after the other, so that the later one sees what the earlier one made.
  PERFORM 1 FROM organizations WHERE id = NEW.organization_id FOR NO KEY UPDATE;
  UPDATE organizations o SET stored_masks = shared.masks
  FROM (
    SELECT jsonb_object_agg(one.event, one.mask) AS masks
    FROM (
      SELECT event, bit_and(COALESCE(w.mask, 0::smallint)) AS mask
      FROM webhooks w CROSS JOIN unnest(w.events) AS event
      WHERE w.organization_id = NEW.organization_id AND w.deleted_at IS NULL
      GROUP BY event
    ) one
    WHERE one.mask > 0
  ) shared
  WHERE o.id = NEW.organization_id AND o.stored_masks IS DISTINCT FROM shared.masks;
  RETURN NULL;
END
$$;
CREATE TRIGGER "webhooks_share_masks" AFTER INSERT OR UPDATE OF "mask", "events", "deleted_at" ON "webhooks"
  FOR EACH ROW EXECUTE FUNCTION "webhooks_share_masks"();

-- Ends a statement that stores an event under another mask than the webhooks share by now; it is repeated with the right one.
CREATE FUNCTION "stored_mask_changed"() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the webhooks of this event share another mask' USING ERRCODE = 'VK001';
END
$$;
