package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** Chromium on a phone of 360 pixels, the narrowest that is common. */
final class Phone implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final int WIDTH = 360;
  private static final int HEIGHT = 740;

  /**
   * What is wrong with a page: what stands beyond the edges or is cut off, what a finger cannot hit
   * (WCAG 2.2, 2.5.8), and what is not dark on light (1.4.3), in a sentence each.
   */
  private static final String FAULTS =
      """
      const faults = [];
      const named = e => e.tagName + (e.className ? '.' + e.className : '') + ' "'
          + e.textContent.trim().slice(0, 40) + '"';
      const wide = document.documentElement.scrollWidth;
      if (wide > innerWidth) faults.push('The page is ' + wide + ' wide');
      const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
      const luminance = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
      const rgb = color => color.match(/[0-9.]+/g).map(Number);
      const clear = c => c.length > 3 && c[3] === 0;
      for (const e of document.body.querySelectorAll('*')) {
        const style = getComputedStyle(e);
        const box = e.getBoundingClientRect();
        if (box.width === 0 || box.height === 0 || e.closest('thead') || e.tagName === 'COL') continue;
        if (box.left < -1 || box.right > innerWidth + 1) {
          faults.push(named(e) + ' reaches from ' + box.left + ' to ' + box.right);
        }
        if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1) {
          faults.push(named(e) + ' is cut');
        }
        if (e.matches('a, button, summary, input, select')
            && Math.min(box.width, box.height) < 24) {
          faults.push(named(e) + ' is ' + box.width + ' by ' + box.height);
        }
        if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) {
          let opacity = 1, ground = [255, 255, 255];
          for (let a = e; a; a = a.parentElement) opacity *= getComputedStyle(a).opacity;
          for (let a = e; a; a = a.parentElement) {
            const own = rgb(getComputedStyle(a).backgroundColor);
            if (!clear(own)) { ground = own; break; }
          }
          const ink = rgb(style.color).slice(0, 3)
              .map((v, i) => v * opacity + ground[i] * (1 - opacity));
          const contrast = (luminance(ground) + 0.05) / (luminance(ink) + 0.05);
          if (contrast < 4.5) faults.push(named(e) + ' has a contrast of ' + contrast);
        }
      }
      return faults;
      """;

  private final ChromeDriver chrome;

  private Phone(ChromeDriver chrome) {
    this.chrome = chrome;
  }

  static Phone on() {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "Chromium is not installed, so nothing here is tested: apt-get install chromium"
            + " chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    ChromeDriver chrome =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    chrome.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", WIDTH, "height", HEIGHT, "deviceScaleFactor", 2, "mobile", true));
    return new Phone(chrome);
  }

  void open(String url) {
    chrome.get(url);
  }

  /** Presses keys one after the other. */
  void press(Keys... keys) {
    new Actions(chrome).sendKeys(keys).perform();
  }

  /** The id of what the last link led to, if it is on the screen; else empty. */
  String place() {
    return (String)
        chrome.executeScript(
            """
            const target = document.querySelector(':target');
            const top = target ? target.getBoundingClientRect().top : -1;
            return top >= 0 && top < innerHeight ? target.id : '';
            """);
  }

  /** The ids of all that a selector of CSS finds, in order. */
  List<?> ids(String selector) {
    return (List<?>)
        chrome.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.id)", selector);
  }

  /** What is wrong with the page, a sentence each. */
  List<?> faults() {
    return (List<?>) chrome.executeScript(FAULTS);
  }

  /** What is on the screen, as PNG. */
  byte[] picture() {
    return chrome.getScreenshotAs(OutputType.BYTES);
  }

  /** What it says on paper, without any space, as lines end wherever they are full. */
  String printed() throws IOException {
    String file =
        (String)
            chrome
                .executeCdpCommand("Page.printToPDF", Map.of("printBackground", false))
                .get("data");
    try (PDDocument pdf = Loader.loadPDF(Base64.getDecoder().decode(file))) {
      assertThat(pdf.getNumberOfPages()).isPositive();
      PDFTextStripper reader = new PDFTextStripper();
      return reader.getText(pdf).replaceAll("\\s", "");
    }
  }

  @Override
  public void close() {
    chrome.quit();
  }
}
