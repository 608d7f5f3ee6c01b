CREATE SCHEMA "notices";
--> statement-breakpoint
CREATE TABLE "notices"."accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"mail" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "accounts_mail_unique" UNIQUE("mail")
);
--> statement-breakpoint
CREATE TABLE "notices"."opt_outs" (
	"kind" "opt_out_kind" NOT NULL,
	"value" text NOT NULL,
	"note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "opt_outs_kind_value_pk" PRIMARY KEY("kind","value")
);
--> statement-breakpoint
CREATE TABLE "notices"."outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"reason" text NOT NULL,
	"about" text NOT NULL,
	"recipient" text,
	"subject" text NOT NULL,
	"body" text,
	"links" text,
	"secret" text,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"give_up_at" timestamp with time zone NOT NULL,
	"holder" text,
	"lease_until" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"answer" text
);
--> statement-breakpoint
CREATE TABLE "notices"."tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"subject" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices"."watch_conditions" (
	"watch" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"sentence" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"seen" integer NOT NULL,
	"told" boolean NOT NULL,
	CONSTRAINT "watch_conditions_watch_kind_subject_pk" PRIMARY KEY("watch","kind","subject")
);
--> statement-breakpoint
CREATE TABLE "notices"."watch_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices"."watch_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"watch" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices"."watches" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"domain" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"proof_code" text NOT NULL,
	"proven_at" timestamp with time zone,
	"proven_how" text,
	"by_mail" boolean DEFAULT true NOT NULL,
	"webhook" text,
	"webhook_secret" text,
	"has_feed" boolean DEFAULT false NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"check" text,
	"checked_at" timestamp with time zone,
	"verdict" text,
	"protected_hosts" text[] DEFAULT '{}' NOT NULL,
	"refusal" text
);
--> statement-breakpoint
ALTER TABLE "notices"."watch_conditions" ADD CONSTRAINT "watch_conditions_watch_watches_id_fk" FOREIGN KEY ("watch") REFERENCES "notices"."watches"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices"."watch_events" ADD CONSTRAINT "watch_events_watch_watches_id_fk" FOREIGN KEY ("watch") REFERENCES "notices"."watches"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices"."watches" ADD CONSTRAINT "watches_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "notices"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "notices"."outbox" USING btree ("next_at","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "outbox_held" ON "notices"."outbox" USING btree ("lease_until") WHERE state in ('claimed', 'handed_over');--> statement-breakpoint
CREATE INDEX "outbox_ended" ON "notices"."outbox" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "tokens_of" ON "notices"."tokens" USING btree ("purpose","subject");--> statement-breakpoint
CREATE INDEX "tokens_expired" ON "notices"."tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "watch_events_of" ON "notices"."watch_events" USING btree ("watch","at");--> statement-breakpoint
CREATE UNIQUE INDEX "watches_of" ON "notices"."watches" USING btree ("account","domain");--> statement-breakpoint
CREATE INDEX "watches_due" ON "notices"."watches" USING btree ("next_at") WHERE proven_at is not null;