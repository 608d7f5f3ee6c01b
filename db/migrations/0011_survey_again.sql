ALTER TYPE "public"."batch_kind" ADD VALUE 'rescan';--> statement-breakpoint
CREATE TABLE "scan"."host_problems" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scan"."host_problems_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"host" integer NOT NULL,
	"verdict" "host_verdict" NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"failures" integer NOT NULL,
	"last_failed_at" timestamp with time zone NOT NULL,
	"looked_at" timestamp with time zone NOT NULL,
	"next_look_at" timestamp with time zone,
	"mended_at" timestamp with time zone,
	"mended_as" "host_verdict",
	"holder" text,
	"held_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "scan"."rescans" (
	"name" text PRIMARY KEY NOT NULL,
	"hash" bigint NOT NULL,
	"ds" text NOT NULL,
	"import" integer NOT NULL,
	"noticed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scan"."stage_failures" (
	"stage" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "scan"."host_problems" ADD CONSTRAINT "host_problems_host_hosts_id_fk" FOREIGN KEY ("host") REFERENCES "scan"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "host_problems_open" ON "scan"."host_problems" USING btree ("host") WHERE mended_at is null;--> statement-breakpoint
CREATE INDEX "host_problems_due" ON "scan"."host_problems" USING btree ("next_look_at") WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX "host_problems_host" ON "scan"."host_problems" USING btree ("host");--> statement-breakpoint
CREATE INDEX "rescans_noticed" ON "scan"."rescans" USING btree ("noticed_at");--> statement-breakpoint
CREATE INDEX "hosts_problem" ON "scan"."hosts" USING btree ("id") WHERE verdict in ('fail', 'no_tls', 'bogus', 'dns_error');