package dev.closewatch.analyzer.finding;

import dev.closewatch.analyzer.vocabulary.Initiator;
import dev.closewatch.analyzer.vocabulary.Sender;
import dev.closewatch.analyzer.vocabulary.StackName;
import dev.closewatch.analyzer.vocabulary.TcpEndBy;
import dev.closewatch.analyzer.vocabulary.TcpEndHow;

/** In Vietnamese. */
final class VietnameseExplanations implements Explanations {
  @Override
  public char decimalMark() {
    return ',';
  }

  @Override
  public String massClose(Facts facts) {
    return String.format(
            "Lúc %s, %s kết nối của route %s (%s số kết nối đang mở) từ %s client khác nhau đã kết"
                + " thúc trong vòng một giây theo cùng một cách: %s.",
            facts.text("at"),
            facts.text("closes"),
            facts.route(),
            facts.percent("shareOfOpen"),
            facts.text("peers"),
            wayOfMassClose(facts))
        + " "
        + adviceOnMassClose(facts);
  }

  private static String wayOfMassClose(Facts facts) {
    if (facts.is("initiator", Initiator.PROXY)) {
      return "chính closewatch đã kết thúc chúng";
    }
    if (facts.is("initiator", Initiator.SERVICE)) {
      return "dịch vụ đã gửi Close loại " + facts.text("kind");
    }
    if (facts.is("initiator", Initiator.CLIENT)) {
      return "các client đã gửi Close loại " + facts.text("kind");
    }
    String side = facts.is("endedBy", TcpEndBy.CLIENT) ? "phía client" : "phía dịch vụ";
    return facts.is("initiator", Initiator.NONE)
        ? side + " đã ngắt TCP mà không gửi Close"
        : side + " đã ngắt TCP, và không đọc được những gì diễn ra trước đó";
  }

  private static String adviceOnMassClose(Facts facts) {
    if (facts.is("initiator", Initiator.PROXY)) {
      return "Nếu đây là lần dừng closewatch theo kế hoạch thì không cần làm gì.";
    }
    if (facts.is("initiator", Initiator.SERVICE)) {
      return "Người vận hành dịch vụ nên kiểm tra xem lúc đó có triển khai, nạp lại cấu hình hay sự cố"
          + " không; để giảm tác động, hãy ngắt từng nhóm nhỏ và cho client chờ một khoảng ngẫu nhiên"
          + " trước khi kết nối lại.";
    }
    if (facts.is("initiator", Initiator.CLIENT)) {
      return "Hãy tìm điểm chung của các client này: một bản cập nhật ứng dụng, hoặc một proxy đứng"
          + " trước closewatch vừa được nạp lại.";
    }
    return facts.is("endedBy", TcpEndBy.CLIENT)
        ? "Người vận hành những gì đứng trước closewatch (load balancer, ingress, mạng) nên kiểm tra"
            + " xem lúc đó có nạp lại hay mất kết nối không; không client riêng lẻ nào có lỗi."
        : "Người vận hành dịch vụ, hoặc proxy nằm giữa closewatch và dịch vụ, nên kiểm tra xem lúc đó"
            + " có khởi động lại hay sự cố không, và cho gửi Close 1001 hoặc 1012 trước khi dừng.";
  }

  @Override
  public String idleTimer(Facts facts) {
    String seconds = facts.decimal("seconds");
    boolean byClient = facts.is("endedBy", TcpEndBy.CLIENT);
    StringBuilder text =
        new StringBuilder(
            String.format(
                "Trên route %s, %s đã kết thúc %s kết nối %s, bằng %s: chiếm %s số kết nối mà phía này"
                    + " kết thúc không có Close.",
                facts.route(),
                byClient ? "phía client" : "phía dịch vụ",
                facts.text("closes"),
                since(facts, seconds),
                how(facts),
                facts.percent("share")));
    if (2 * facts.number("withUnansweredPings") > facts.number("closes")) {
      return text.append(" Đa số còn ping chưa được trả lời, nghĩa là chúng đã chết từ trước và bộ")
          .append(
              " đếm giờ chỉ dọn dẹp: hãy tìm nguyên nhân ở mạng bị mất hoặc thiết bị ngủ, và cho")
          .append(" client kết nối lại khi nhận ra.")
          .toString();
    }
    text.append(
            byClient
                ? " Người vận hành những gì đứng trước closewatch (load balancer, ingress, NAT), hoặc"
                    + " phía client, nên tìm thời hạn "
                : " Người vận hành dịch vụ, hoặc proxy nằm giữa closewatch và dịch vụ, nên tìm thời"
                    + " hạn ")
        .append(seconds)
        .append(" giây");
    if (!facts.list("defaultOf").isEmpty()) {
      text.append(" (giá trị mặc định của ")
          .append(String.join(", ", facts.list("defaultOf")))
          .append(")");
    }
    return text.append(adviceOnTimer(facts)).toString();
  }

  private static String since(Facts facts, String seconds) {
    if (facts.is("measure", IdleMeasure.AGE)) {
      return "khi chúng được " + seconds + " giây tuổi, dù đang dùng hay không";
    }
    String whose =
        facts.is("measure", IdleMeasure.CLIENT_IDLE)
            ? "từ client"
            : facts.is("measure", IdleMeasure.SERVICE_IDLE) ? "từ dịch vụ" : "từ cả hai phía";
    return "sau " + seconds + " giây không có byte nào " + whose;
  }

  private static String how(Facts facts) {
    if (facts.is("how", TcpEndHow.RESET)) {
      return "RST";
    }
    return facts.is("how", TcpEndHow.TIMEOUT) ? "hết thời gian chờ TCP" : "FIN";
  }

  private static String adviceOnTimer(Facts facts) {
    if (facts.is("measure", IdleMeasure.AGE)) {
      return " cho tuổi thọ kết nối và đặt dài hơn, hoặc cho dịch vụ đóng bằng 1001 trước khi hết"
          + " hạn.";
    }
    long pingSeconds = Math.max(1, (long) (facts.number("seconds") / 2));
    String sender = facts.is("measure", IdleMeasure.CLIENT_IDLE) ? "client" : "dịch vụ";
    return String.format(" và đặt dài hơn, hoặc cho %s gửi ping mỗi %s giây.", sender, pingSeconds);
  }

  @Override
  public String codeStripping(Facts facts) {
    long closes = (long) (facts.number("empty") + facts.number("withCode"));
    String stacks = String.join(", ", facts.list("stacks"));
    if (facts.is("side", Sender.SERVICE)) {
      return String.format(
          "Trên route %s, dịch vụ đã trả lời %s trong %s Close có mã (%s) bằng Close rỗng. Có gì đó"
              + " giữa closewatch và dịch vụ làm mất mã, của Close hoặc của câu trả lời: người vận"
              + " hành dịch vụ nên kiểm tra các proxy trên đường đi, rồi đến thư viện WebSocket.",
          facts.route(), facts.text("empty"), closes, facts.percent("share"));
    }
    if (facts.text("closes").equals("answer")) {
      return String.format(
          "Trên route %s, client đã trả lời %s trong %s Close có mã (%s) bằng Close rỗng (thư viện:"
              + " %s). Các thư viện đã biết đều lặp lại mã, nên có gì đó giữa closewatch và các client"
              + " này làm mất mã, và client không biết vì sao bị đóng: người vận hành proxy hoặc"
              + " gateway ở đó nên cho Close đi qua nguyên vẹn.",
          facts.route(), facts.text("empty"), closes, facts.percent("share"), stacks);
    }
    return String.format(
        "Trên route %s, %s trong %s Close (%s) do %s client khởi xướng không có mã, dù thư viện của"
            + " chúng (%s) luôn gửi mã. Người vận hành proxy hoặc gateway giữa các client này và"
            + " closewatch nên cho Close đi qua nguyên vẹn%s.",
        facts.route(),
        facts.text("empty"),
        closes,
        facts.percent("share"),
        facts.text("peers"),
        stacks,
        facts.list("stacks").size() == 1
            ? "; vì chỉ có một thư viện, hãy kiểm tra trước xem phiên bản mới của nó có làm vậy không"
            : "");
  }

  @Override
  public String outlierInstance(Facts facts) {
    return String.format(
        "Trên route %s, %s trong %s kết nối của máy %s kết thúc không tốt (%s), so với %s trong %s"
            + " (%s) ở các máy khác. Người vận hành dịch vụ nên tách máy này ra và so sánh log, phiên"
            + " bản và tải của nó với các máy khác.",
        facts.route(),
        facts.text("bad"),
        facts.text("closes"),
        facts.text("instance"),
        facts.percent("share"),
        facts.text("restBad"),
        facts.text("restCloses"),
        facts.percent("restShare"));
  }

  @Override
  public String outlierStack(Facts facts) {
    boolean unknown = facts.is("stack", StackName.UNKNOWN);
    String who = unknown ? "client không gửi User-Agent" : "client " + facts.text("stack");
    return String.format(
        "Trên route %s, %s trong %s kết nối của %s kết thúc không tốt (%s), so với %s trong %s (%s) ở"
            + " mọi client khác. %s",
        facts.route(),
        facts.text("bad"),
        facts.text("closes"),
        who,
        facts.percent("share"),
        facts.text("restBad"),
        facts.text("restCloses"),
        facts.percent("restShare"),
        facts.number("peers") == 1
            ? "Tất cả là của một client duy nhất: hãy xem client đó hơn là thư viện."
            : "Người phát triển các client này nên thử tái hiện lỗi chỉ với thư viện này.");
  }

  @Override
  public String identityCollapsed(Facts facts) {
    String addresses = String.join(", ", facts.list("addresses"));
    String options = String.join("; hoặc với ", facts.list("options"));
    return String.format(
        "%s trong %s kết nối có vẻ đến từ %s: một proxy đứng trước đang che mất client thật, và trong"
            + " lúc đó không client nào bị gắn cờ. Người vận hành closewatch nên chạy nó với %s.%s",
        facts.percent("share"),
        facts.text("connections"),
        addresses,
        options,
        facts.list("options").size() > 1
            ? " Chỉ tin một địa chỉ khi proxy ở đó là của chính bạn."
            : " Cách nhận dạng đang đặt không phân biệt được các client.");
  }
}
