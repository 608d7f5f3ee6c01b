CREATE TABLE "published"."exports" (
	"release" text NOT NULL,
	"revision" integer NOT NULL,
	"files" jsonb NOT NULL,
	"exported_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "exports_release_revision_pk" PRIMARY KEY("release","revision")
);
--> statement-breakpoint
ALTER TABLE "published"."exports" ADD CONSTRAINT "exports_release_revision_releases_id_revision_fk" FOREIGN KEY ("release","revision") REFERENCES "published"."releases"("id","revision") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE TRIGGER "exports_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "published"."exports"
  FOR EACH STATEMENT EXECUTE FUNCTION "published"."refuse_change"();
