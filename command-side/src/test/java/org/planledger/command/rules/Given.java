package org.planledger.command.rules;

/** Where most tests start from. */
final class Given {
  /** A plan with a vision and three goals, opened and filled on 1 May 2017. */
  static final String[] PLAN = {
    "OpenPlan"
        + " {'planId':'p','title':{'en':'Plan'},'timeZone':'Europe/Zurich','languages':['en','fr'],'authoritativeLanguage':'en','on':'2017-05-01'}",
    "AddProvision {'planId':'p','provisionId':'vision','kind':'vision','text':{'en':'A fair world"
        + " for all people.','fr':'Un monde juste.'},'on':'2017-05-01'}",
    "AddProvision"
        + " {'planId':'p','provisionId':'goals','kind':'part','heading':{'en':'Goals'},'on':'2017-05-01'}",
    "AddProvision"
        + " {'planId':'p','provisionId':'g1','kind':'goal','parentId':'goals','text':{'en':'Growth"
        + " of the net.'},'on':'2017-05-01'}",
    "AddProvision"
        + " {'planId':'p','provisionId':'g2','kind':'goal','parentId':'goals','text':{'en':'Inclusion"
        + " of everyone.'},'on':'2017-05-01'}",
    "AddProvision"
        + " {'planId':'p','provisionId':'g3','kind':'goal','parentId':'goals','text':{'en':'New"
        + " ideas.'},'on':'2017-05-01'}",
  };

  /** A meeting on 11 and 12 September 2017 with the items 1 to 3, open. */
  static final String[] MEETING = {
    "ScheduleMeeting"
        + " {'meetingId':'m1','body':'Group','number':'1','from':'2017-09-11','to':'2017-09-12','timeZone':'Europe/Zurich'}",
    "AdoptAgenda"
        + " {'meetingId':'m1','document':'A-1','items':[{'number':'1','title':{'en':'Opening'}},{'number':'2','title':{'en':'Papers'}},{'number':'3','title':{'en':'Plan'}}]}",
    "OpenMeeting {'meetingId':'m1','on':'2017-09-11'}",
  };

  /** A later meeting of the same kind on 15 and 16 January 2018, open. */
  static final String[] LATER_MEETING = {
    "ScheduleMeeting"
        + " {'meetingId':'m2','body':'Group','number':'2','from':'2018-01-15','to':'2018-01-16','timeZone':'Europe/Zurich'}",
    "AdoptAgenda"
        + " {'meetingId':'m2','document':'A-2','items':[{'number':'3','title':{'en':'Plan'}}]}",
    "OpenMeeting {'meetingId':'m2','on':'2018-01-15'}",
  };

  private Given() {}

  static Situation planAndMeeting() {
    return Situation.after(PLAN).and(MEETING);
  }

  static Situation planAndBothMeetings() {
    return planAndMeeting().and(LATER_MEETING);
  }

  /** An amendment to the English text of a provision. */
  static String amend(String id, String provision, String text) {
    return "ProposeAmendment {'planId':'p','amendmentId':'%s','change':{'type':'text','provisionId':'%s','text':{'en':'%s'}},'proposer':'A delegation','on':'2017-09-11'}"
        .formatted(id, provision, text);
  }

  /** The same against an earlier revision of the plan. */
  static String amend(String id, String provision, String text, long base) {
    return amend(id, provision, text).replace("'change'", "'baseRevision':" + base + ",'change'");
  }

  /** Meeting m1 agrees on 12 September. */
  static String agree(String item) {
    return "AgreeProvisionally {'planId':'p','meetingId':'m1','agendaItem':'3','items':[%s],'on':'2017-09-12'}"
        .formatted(item);
  }

  /** Meeting m2 agrees on 15 January. */
  static String agreeLater(String item) {
    return "AgreeProvisionally {'planId':'p','meetingId':'m2','agendaItem':'3','items':[%s],'on':'2018-01-15'}"
        .formatted(item);
  }
}
