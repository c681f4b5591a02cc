package dev.closewatch.analyzer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The analyzer's packages build on each other in one direction, and none of them does I/O. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  static final String ROOT = "dev.closewatch.analyzer";

  /** Each may use those before it; the root package, which comes last, may use them all. */
  private static final List<String> ORDER =
      List.of(
          ROOT + ".sketch",
          ROOT + ".vocabulary",
          ROOT + ".frame",
          ROOT + ".close",
          ROOT + ".traffic",
          ROOT + ".policy",
          ROOT + ".stack",
          ROOT + ".event",
          ROOT + ".explain",
          ROOT + ".finding",
          ROOT + ".peer",
          ROOT);

  private static final Set<String> FORBIDDEN_TYPES =
      Set.of(
          "java.io.File",
          "java.io.FileDescriptor",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.System$Logger",
          "java.lang.System$LoggerFinder",
          "java.lang.Thread",
          "java.time.Clock",
          "java.time.InstantSource");

  @ArchTest
  static final ArchRule everyClassIsInAKnownPackage =
      classes().should().resideInAnyPackage(ORDER.toArray(String[]::new)).allowEmptyShould(true);

  @ArchTest static final ArchRule packagesUseOnlyThoseBeforeThem = packageOrder();

  @ArchTest
  static final ArchRule noNetworkFilesOrLogging =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "java.net..",
                  "java.nio.channels..",
                  "java.nio.file..",
                  "java.util.logging..",
                  "javax.net.."))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noFilesThreadsOrClocks =
      noClasses()
          .should()
          .dependOnClassesThat(
              describe(
                  "are files, processes, threads, loggers or clocks",
                  (JavaClass type) -> FORBIDDEN_TYPES.contains(type.getName())))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule timeIsHandedIn =
      noClasses().should().callCodeUnitWhere(readsTheTime()).allowEmptyShould(true);

  private static ArchRule packageOrder() {
    List<ArchRule> rules = new ArrayList<>();
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] later = ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new);
      rules.add(
          noClasses()
              .that()
              .resideInAPackage(ORDER.get(i))
              .should(dependOnClassesThat(resideInAnyPackage(later)))
              .allowEmptyShould(true));
    }
    return CompositeArchRule.of(rules);
  }

  private static DescribedPredicate<JavaCall<?>> readsTheTime() {
    return describe(
        "reads the time",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getName();
          return (owner.startsWith("java.time.") && name.equals("now"))
              || (owner.equals("java.lang.System")
                  && (name.equals("nanoTime") || name.equals("currentTimeMillis")));
        });
  }
}
