-- A revision is whole once the pointer has reached it: nothing is added to it afterwards.
CREATE FUNCTION "published"."refuse_late_rows"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added JOIN "published"."current_revisions" AS pointer
      ON pointer."release" = added."release" AND pointer."revision" >= added."revision"
  ) THEN
    RAISE EXCEPTION 'a published release never changes: INSERT into published.% refused; publish a new revision',
      TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tables_whole" AFTER INSERT ON "published"."tables"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_late_rows"();
--> statement-breakpoint
CREATE TRIGGER "figures_whole" AFTER INSERT ON "published"."figures"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_late_rows"();
