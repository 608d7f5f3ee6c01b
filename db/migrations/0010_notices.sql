CREATE TABLE "notices"."incident_hosts" (
	"incident" text NOT NULL,
	"host" text NOT NULL,
	"domains" integer NOT NULL,
	"sample" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"addresses" text[] NOT NULL,
	"evidence" jsonb,
	CONSTRAINT "incident_hosts_incident_host_pk" PRIMARY KEY("incident","host")
);
--> statement-breakpoint
CREATE TABLE "notices"."incident_releases" (
	"release" text NOT NULL,
	"revision" integer NOT NULL,
	"day" date NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_releases_release_revision_pk" PRIMARY KEY("release","revision")
);
--> statement-breakpoint
CREATE TABLE "notices"."incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"operator" text NOT NULL,
	"fault" text NOT NULL,
	"series" text NOT NULL,
	"release" text NOT NULL,
	"revision" integer NOT NULL,
	"domains" integer NOT NULL,
	"hosts" integer NOT NULL,
	"first_seen" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"last_seen" timestamp with time zone NOT NULL,
	"probed_at" timestamp with time zone,
	"first_look" timestamp with time zone NOT NULL,
	"looks" integer NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"mended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "notices"."stops" (
	"recipient" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"is_one_click" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices"."operator_notices" (
	"id" text PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"incident" text NOT NULL,
	"series" text NOT NULL,
	"operator" text NOT NULL,
	"stage" integer NOT NULL,
	"contact" text NOT NULL,
	"recipient" text,
	"at" timestamp with time zone NOT NULL,
	"bounced_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "notices"."incident_hosts" ADD CONSTRAINT "incident_hosts_incident_incidents_id_fk" FOREIGN KEY ("incident") REFERENCES "notices"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices"."operator_notices" ADD CONSTRAINT "operator_notices_incident_incidents_id_fk" FOREIGN KEY ("incident") REFERENCES "notices"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_hosts_host" ON "notices"."incident_hosts" USING btree ("host");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open" ON "notices"."incidents" USING btree ("operator","fault") WHERE mended_at is null;--> statement-breakpoint
CREATE INDEX "incidents_due" ON "notices"."incidents" USING btree ("next_at") WHERE mended_at is null;--> statement-breakpoint
CREATE INDEX "incidents_series" ON "notices"."incidents" USING btree ("operator","fault","mended_at");--> statement-breakpoint
CREATE INDEX "operator_notices_of" ON "notices"."operator_notices" USING btree ("operator","at");--> statement-breakpoint
CREATE INDEX "operator_notices_at" ON "notices"."operator_notices" USING btree ("at");--> statement-breakpoint
CREATE INDEX "operator_notices_to" ON "notices"."operator_notices" USING btree ("recipient");