package org.planledger.command.rules;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.feed.FeedType;
import org.planledger.webhook.event.WebhookMoved;
import org.planledger.webhook.event.WebhookResumed;
import org.planledger.webhook.event.WebhookSecretRotated;
import org.planledger.webhook.event.WebhookSubscribed;
import org.planledger.webhook.event.WebhookUnsubscribed;

/** Receivers are told where they may be told, and under an id that stands for one of them. */
class WebhookRuleTest {
  private static final LocalDate TODAY = LocalDate.parse("2018-03-01");
  private static final String SUBSCRIBE =
      "SubscribeWebhook {'webhookId':'site','url':'https://8.8.8.8/hook'}";
  private static final String UNSUBSCRIBE = "UnsubscribeWebhook {'webhookId':'site'}";

  @Test
  void aReceiverIsSubscribed() {
    Situation.after()
        .when(SUBSCRIBE)
        .makes(new WebhookSubscribed("site", "https://8.8.8.8/hook", List.of(), null, TODAY));
    Situation.after(
            "OpenPlan"
                + " {'planId':'p','title':{'en':'P'},'timeZone':'UTC','languages':['en'],'authoritativeLanguage':'en'}")
        .when(
            "SubscribeWebhook"
                + " {'webhookId':'site','url':'http://10.1.0.9/hook','planId':'p','types':['org.planledger.draft.issued']}")
        .makes(
            new WebhookSubscribed(
                "site", "http://10.1.0.9/hook", List.of(FeedType.DRAFT_ISSUED), "p", TODAY));
  }

  @Test
  void aSubscriptionNamesAPlanThatThereIsAndTypesThatThereAre() {
    Situation.after().when(SUBSCRIBE.replace("}", ",'planId':'p'}")).findsNo("plan p");
    Situation.after()
        .when("SubscribeWebhook {'webhookId':'site','url':'https://127.0.0.1/'}")
        .isWrongAt("/url", "no public address");
  }

  @Test
  void nobodyIsToldInANetworkThatIsNotNamed() {
    Situation.after()
        .when(SUBSCRIBE.replace("https://8.8.8.8", "http://8.8.8.8"))
        .isWrongAt("/url", "https only");
    Situation.after()
        .when(SUBSCRIBE.replace("8.8.8.8", "169.254.169.254"))
        .isWrongAt("/url", "planledger.webhooks.networks");
    Situation.after(SUBSCRIBE)
        .when("MoveWebhook {'webhookId':'site','url':'https://[::1]/'}")
        .isWrongAt("/url", "no public address");
  }

  @Test
  void anIdStandsForOneReceiver() {
    Situation.after(SUBSCRIBE).when(SUBSCRIBE).breaksRule("subscribed already");
    Situation.after(SUBSCRIBE, UNSUBSCRIBE)
        .when(SUBSCRIBE)
        .makes(new WebhookSubscribed("site", "https://8.8.8.8/hook", List.of(), null, TODAY));
  }

  @Test
  void whatIsSubscribedIsMovedResumedGivenAnotherSecretAndEnded() {
    Situation.after(SUBSCRIBE)
        .when("MoveWebhook {'webhookId':'site','url':'https://9.9.9.9/hook'}")
        .makes(new WebhookMoved("site", "https://9.9.9.9/hook", TODAY));
    Situation.after(SUBSCRIBE)
        .when("ResumeWebhook {'webhookId':'site','reason':'Mended'}")
        .makes(new WebhookResumed("site", "Mended", TODAY));
    Situation.after(SUBSCRIBE)
        .when("RotateWebhookSecret {'webhookId':'site'}")
        .makes(new WebhookSecretRotated("site", null, TODAY));
    Situation.after(SUBSCRIBE)
        .when(UNSUBSCRIBE)
        .makes(new WebhookUnsubscribed("site", null, TODAY));
  }

  @Test
  void whatIsNotSubscribedIsNot() {
    for (String line :
        List.of(
            "MoveWebhook {'webhookId':'site','url':'https://9.9.9.9/hook'}",
            "ResumeWebhook {'webhookId':'site'}",
            "RotateWebhookSecret {'webhookId':'site'}",
            UNSUBSCRIBE)) {
      Situation.after().when(line).findsNo("webhook site");
      Situation.after(SUBSCRIBE, UNSUBSCRIBE).when(line).findsNo("webhook site");
    }
  }
}
