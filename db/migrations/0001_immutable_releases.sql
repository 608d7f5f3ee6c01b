-- A release never changes: what is published can be added to by a new revision, not edited.
CREATE FUNCTION "published"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published release never changes: % on published.% refused; publish a new revision',
    TG_OP, TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER "releases_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "published"."releases"
  FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "tables_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "published"."tables"
  FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "figures_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "published"."figures"
  FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_change"();
